using Actors.Runtime.Commands;
using Actors.Runtime.LogActors;

namespace Actors.Runtime.Consumers;

/// <summary>Collects the messages of a one-shot receive.</summary>
internal sealed class ReceivingConsumer(IBroker broker, string source) : ActorConsumer
{
    private readonly TaskCompletionSource<IReadOnlyList<Delivery>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Delivery> _deliveries = [];
    private LogActor? _cancelledOn;

    public Task<IReadOnlyList<Delivery>> Answer => _answer.Task;

    public int Number { get; private set; }

    /// <summary>An actor has taken it on. On the actor's turn.</summary>
    public void Bind(int subscription, int number) => (Subscription, Number) = (subscription, number);

    public override void Deliver(in DeliveryRun run)
    {
        if (_cancelledOn is { } actor)
        {
            GiveBack(actor, run.Leases);
            return;
        }

        ReadOnlyMemory<byte> rest = run.Messages.ToArray();
        for (var i = 0; i < run.Leases.Count; i++)
        {
            var lease = run.Leases with { FirstOffset = run.Leases.FirstOffset + i, Count = 1 };
            _deliveries.Add(new Delivery(broker, source, lease, run.PublishedAt, EncodedMessage.Take(ref rest)));
        }
    }

    /// <summary>Nobody waits any more: what was handed out, or still will be, goes back. On the actor's turn.</summary>
    public void Cancel(LogActor actor)
    {
        _cancelledOn = actor;
        foreach (var delivery in _deliveries)
        {
            GiveBack(actor, delivery.Lease);
        }
    }

    public override void Ended() => _answer.TrySetResult(_deliveries);

    public override void Fail(Exception error) => _answer.TrySetException(error);

    public override void Closed(BrokerException reason) => _answer.TrySetException(reason);

    private void GiveBack(LogActor actor, LeaseRun leases)
    {
        var release = new Settlement(leases, SettleVerb.Release);
        actor.PostSoon(new SettleWithoutAnswer(Subscription, new ReadOnlySpan<Settlement>(in release)));
    }
}
