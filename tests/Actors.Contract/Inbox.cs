using System.Threading.Channels;

namespace Actors.Contract;

/// <summary>An attached consumer that keeps what it gets until a test takes it, and watches that the broker keeps to the contract of a sink.</summary>
public sealed class Inbox : IDeliverySink, IAsyncDisposable
{
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
    private readonly TaskCompletionSource<BrokerException?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IBroker _broker;
    private readonly string _source;
    private string? _violation;
    private int _inside;

    private Inbox(IBroker broker, string source) => (_broker, _source) = (broker, source);

    /// <summary>The consumer.</summary>
    public IConsumer Consumer { get; private set; } = null!;

    /// <summary>Ends with the reason when the consumer was closed.</summary>
    public Task<BrokerException?> Closing => _closed.Task;

    /// <summary>How many deliveries wait to be taken.</summary>
    public int Waiting => _deliveries.Reader.Count;

    /// <summary>Attaches a consumer.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="source">What to consume.</param>
    /// <param name="prefetch">Its prefetch.</param>
    /// <param name="leaseTimeout">Its lease timeout; null for that of the source.</param>
    public static Task<Inbox> OpenAsync(IBroker broker, string source, int prefetch = 256, TimeSpan? leaseTimeout = null) =>
        OpenAsync(broker, source, new ConsumerOptions { Prefetch = prefetch, LeaseTimeout = leaseTimeout });

    /// <summary>Attaches a consumer.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="source">What to consume.</param>
    /// <param name="options">How it wants to be fed.</param>
    public static async Task<Inbox> OpenAsync(IBroker broker, string source, ConsumerOptions options)
    {
        var inbox = new Inbox(broker, source);
        inbox.Consumer = await broker.AttachAsync(source, options, inbox).AsTask().Within($"the consumer of '{source}' to be attached");
        return inbox;
    }

    /// <summary>The next delivery.</summary>
    public async Task<Delivery> NextAsync() => await _deliveries.Reader.ReadAsync().AsTask().Within($"a delivery from '{_source}'");

    /// <summary>The next deliveries.</summary>
    /// <param name="count">How many.</param>
    public async Task<IReadOnlyList<Delivery>> TakeAsync(int count)
    {
        var taken = new List<Delivery>();
        while (taken.Count < count)
        {
            taken.Add(await _deliveries.Reader.ReadAsync().AsTask().Within($"delivery {taken.Count + 1} of {count} from '{_source}'"));
        }

        return taken;
    }

    /// <inheritdoc/>
    public void Deliver(in DeliveryRun run)
    {
        Enter();
        if (_closed.Task.IsCompleted)
        {
            _violation = "A delivery came after the consumer was closed.";
        }

        ReadOnlyMemory<byte> rest = run.Messages.ToArray();
        for (var i = 0; i < run.Leases.Count; i++)
        {
            var lease = run.Leases with { FirstOffset = run.Leases.FirstOffset + i, Count = 1 };
            _deliveries.Writer.TryWrite(new Delivery(_broker, _source, lease, run.PublishedAt, EncodedMessage.Take(ref rest)));
        }

        if (!rest.IsEmpty)
        {
            _violation = "A run had more messages than leases.";
        }

        Exit();
    }

    /// <inheritdoc/>
    public void LeasesLost()
    {
        Enter();
        while (_deliveries.Reader.TryRead(out _))
        {
        }

        Exit();
    }

    /// <inheritdoc/>
    public void Closed(BrokerException? reason)
    {
        Enter();
        if (!_closed.TrySetResult(reason))
        {
            _violation = "The consumer was closed twice.";
        }

        Exit();
    }

    /// <summary>Leaves, and fails if the broker broke the contract.</summary>
    public async ValueTask DisposeAsync()
    {
        await Consumer.DisposeAsync().AsTask().Within($"the consumer of '{_source}' to leave");
        Assert.Null(_violation);
    }

    private void Enter()
    {
        if (Interlocked.Increment(ref _inside) != 1)
        {
            _violation = "Two calls of the sink overlapped.";
        }
    }

    private void Exit() => Interlocked.Decrement(ref _inside);
}
