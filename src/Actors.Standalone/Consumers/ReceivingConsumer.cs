namespace Actors.Standalone.Consumers;

/// <summary>Collects the messages of a one-shot receive.</summary>
internal sealed class ReceivingConsumer(IBroker broker, string source) : ActorConsumer
{
    private readonly TaskCompletionSource<IReadOnlyList<Delivery>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Delivery> _deliveries = [];

    public Task<IReadOnlyList<Delivery>> Answer => _answer.Task;

    public int Number { get; private set; }

    /// <summary>An actor has taken it on. On the actor's turn.</summary>
    public void Bind(int subscription, int number) => (Subscription, Number) = (subscription, number);

    public override void Deliver(in DeliveryRun run)
    {
        ReadOnlyMemory<byte> rest = run.Messages.ToArray();
        for (var i = 0; i < run.Leases.Count; i++)
        {
            var lease = run.Leases with { FirstOffset = run.Leases.FirstOffset + i, Count = 1 };
            _deliveries.Add(new Delivery(broker, source, lease, run.PublishedAt, EncodedMessage.Take(ref rest)));
        }
    }

    public override void Ended() => _answer.TrySetResult(_deliveries);

    public override void Fail(Exception error) => _answer.TrySetException(error);

    public override void Closed(BrokerException reason) => _answer.TrySetException(reason);
}
