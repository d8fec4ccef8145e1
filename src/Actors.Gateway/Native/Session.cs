using Actors.Protocol.Native;

namespace Actors.Gateway.Native;

/// <summary>One consumer attached inside a connection, from its Attach to its Closed.</summary>
internal sealed class Session : IDeliverySink
{
    // Guards what the client sees; the broker's threads take it, so nothing is asked of the broker under it.
    private readonly Lock _gate = new();

    // Guards what the broker is asked; its threads never take it.
    private readonly Lock _asking = new();
    private readonly uint _id;
    private readonly Requests _requests;
    private readonly Action<Session> _over;
    private IConsumer? _consumer;
    private BrokerException? _reason;
    private int _prefetch;
    private int _applied;
    private bool _paused;
    private bool _ending;
    private bool _lost;
    private bool _attached;
    private bool _closedEarly;
    private bool _closed;

    /// <summary>Creates a session that is not attached yet.</summary>
    /// <param name="id">The consumer id the client chose.</param>
    /// <param name="source">What it is attached to.</param>
    /// <param name="prefetch">How many messages it may hold.</param>
    /// <param name="requests">The connection's way out.</param>
    /// <param name="over">Told when the session is over and its id free.</param>
    public Session(uint id, string source, int prefetch, Requests requests, Action<Session> over)
    {
        _id = id;
        _prefetch = prefetch;
        _requests = requests;
        _over = over;
        Source = source;
    }

    /// <summary>The consumer id.</summary>
    public uint Id => _id;

    /// <summary>The queue or subscription it is attached to.</summary>
    public string Source { get; }

    /// <summary>How many messages it may hold as things are.</summary>
    public int EffectivePrefetch => _paused ? 0 : _prefetch;

    /// <summary>The broker has attached it.</summary>
    /// <param name="consumer">The broker's side of it.</param>
    /// <param name="prefetch">What it was attached with.</param>
    public async ValueTask AttachedAsync(IConsumer consumer, int prefetch)
    {
        bool ending;
        lock (_asking)
        {
            _consumer = consumer;
            _applied = prefetch;
            ending = _ending;
            Apply();
        }

        bool closedEarly;
        lock (_gate)
        {
            _attached = true;
            closedEarly = _closedEarly;
        }

        if (closedEarly)
        {
            Close(null);
        }
        else if (ending)
        {
            await DetachAsync(consumer).ConfigureAwait(false);
        }
    }

    /// <summary>The client changes how many messages the session may hold.</summary>
    /// <param name="prefetch">How many; out of range ends the session.</param>
    public void SetPrefetch(int prefetch)
    {
        if (prefetch is < 0 or > Limits.Prefetch)
        {
            _ = EndAsync(new BrokerException(ErrorCode.InvalidArgument, $"The prefetch {prefetch} is out of range; allowed: 0 to {Limits.Prefetch}."));
            return;
        }

        lock (_asking)
        {
            _prefetch = prefetch;
            Apply();
        }
    }

    /// <summary>Holds deliveries back, or lets them come again, because of the connection's socket.</summary>
    /// <param name="paused">Whether to hold back.</param>
    public void Pause(bool paused)
    {
        lock (_asking)
        {
            _paused = paused;
            Apply();
        }
    }

    /// <summary>Ends the session; its leases go back.</summary>
    /// <param name="reason">Why; null when the client asked for it.</param>
    /// <param name="lost">Whether the client vanished: then what the session held counts as failed.</param>
    public async Task EndAsync(BrokerException? reason, bool lost = false)
    {
        IConsumer? consumer;
        lock (_asking)
        {
            if (_ending)
            {
                return;
            }

            _ending = true;
            _reason = reason;
            _lost = lost;
            consumer = _consumer;
        }

        if (consumer is not null)
        {
            await DetachAsync(consumer).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    void IDeliverySink.Deliver(in DeliveryRun run)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                Deliver(run);
            }
        }
    }

    /// <inheritdoc/>
    void IDeliverySink.Closed(BrokerException? reason) => Close(reason);

    private void Apply()
    {
        if (_consumer is not null && !_ending && _applied != EffectivePrefetch)
        {
            _applied = EffectivePrefetch;
            _consumer.SetPrefetch(_applied);
        }
    }

    // A run that does not fit into a frame goes out in halves.
    private void Deliver(in DeliveryRun run)
    {
        if (run.Messages.Length + DeliverFrame.Overhead <= _requests.Limits.FrameBytes || run.Leases.Count == 1)
        {
            _requests.Deliver(_id, run);
            return;
        }

        var half = run.Leases.Count / 2;
        var cut = EncodedMessage.OffsetOf(run.Messages, half);
        Deliver(new DeliveryRun(run.Leases with { Count = half }, run.PublishedAt, run.Messages[..cut]));
        var rest = run.Leases with { FirstOffset = run.Leases.FirstOffset + half, Count = run.Leases.Count - half };
        Deliver(new DeliveryRun(rest, run.PublishedAt, run.Messages[cut..]));
    }

    private async Task DetachAsync(IConsumer consumer)
    {
        try
        {
            if (_lost)
            {
                consumer.Abandon();
            }
            else
            {
                await consumer.DisposeAsync().ConfigureAwait(false);
            }

            Close(null);
        }
        catch (BrokerException error)
        {
            Close(error);
        }
    }

    // Called by the broker and after detaching, whichever is first; nothing of the session follows its Closed. A session
    // that is over before it was attached has its Closed after the Ok, and none at all when the attach is refused.
    private void Close(BrokerException? reason)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            if (!_attached)
            {
                _closedEarly = true;
                _reason ??= reason;
                return;
            }

            _closed = true;
            reason = _reason ?? reason;
        }

        _over(this);
        _requests.Send(_id, new ClosedFrame(reason?.Code ?? ErrorCode.None, reason?.Message ?? ""));
    }
}
