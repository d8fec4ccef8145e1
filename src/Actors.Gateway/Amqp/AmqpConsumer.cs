using System.Text;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>One consumer of a channel, from its consume to its end.</summary>
/// <remarks>
/// Its deliveries belong to the channel: they outlive a cancel and may be settled after it. So a cancelled consumer stays attached
/// to the broker, without credit, until the last of them is settled.
/// </remarks>
internal sealed class AmqpConsumer : Holder, IDeliverySink
{
    // What is in the socket's way bounds those that need not settle; this only keeps single runs small.
    private const int PrefetchWithoutAck = 8192;

    // Guards what the broker is asked; its threads never take it.
    private readonly Lock _asking = new();
    private readonly AmqpChannel _channel;
    private readonly Wire _wire;
    private readonly byte[] _tagBytes;
    private readonly byte[] _queueBytes;
    private readonly int _prefetch;
    private readonly bool _noAck;
    private IConsumer? _consumer;
    private bool _left;
    private int _applied;
    private bool _paused;
    private bool _started;
    private bool _ending;

    // Guarded by the channel's gate.
    private bool _cancelled;
    private bool _closed;

    /// <summary>Creates a consumer that is not attached yet.</summary>
    /// <param name="channel">Its channel.</param>
    /// <param name="wire">The connection.</param>
    /// <param name="consume">What the client asked for, with a tag and a queue.</param>
    /// <param name="prefetch">How many messages it may hold; 0 for no limit.</param>
    public AmqpConsumer(AmqpChannel channel, Wire wire, in BasicMethods.Consume consume, int prefetch)
        : base(wire.Names.ToBroker(consume.Queue))
    {
        _channel = channel;
        _wire = wire;
        _noAck = consume.NoAck;
        _prefetch = _noAck ? PrefetchWithoutAck : prefetch == 0 ? Limits.Prefetch : prefetch;
        Tag = consume.ConsumerTag;
        _tagBytes = Encoding.UTF8.GetBytes(Tag);
        _queueBytes = Encoding.UTF8.GetBytes(consume.Queue);
    }

    /// <summary>Its name on the channel.</summary>
    public string Tag { get; }

    /// <summary>Attaches it, without credit: the client must know of it before its first delivery.</summary>
    /// <param name="consume">What the client asked for.</param>
    /// <exception cref="AmqpException">There are too many consumers, or another one has the queue to itself.</exception>
    public async Task AttachAsync(BasicMethods.Consume consume)
    {
        _wire.EnterConsumer();
        try
        {
            var options = new ConsumerOptions { Prefetch = 0, KeepsLease = true, Exclusive = consume.Exclusive, Priority = PriorityOf(consume.Arguments) };
            _consumer = await _wire.Broker.AttachAsync(Source, options, this).ConfigureAwait(false);
        }
        catch (BrokerException taken) when (taken.Code == ErrorCode.LimitExceeded)
        {
            Leave();
            throw new AmqpException(ReplyCode.AccessRefused, $"queue '{consume.Queue}' in vhost '{_wire.Names.VirtualHost}' in exclusive use", taken);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Lets deliveries come.</summary>
    /// <param name="paused">Whether the socket has too much in its way already.</param>
    public void Start(bool paused)
    {
        lock (_asking)
        {
            _started = true;
            _paused = paused;
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

    /// <summary>The client wants no more; what it holds it may still settle.</summary>
    public async Task CancelAsync()
    {
        lock (_asking)
        {
            _started = false;
            Apply();
        }

        bool holds;
        IReadOnlyList<LeaseRun> waiting;
        lock (_channel.Gate)
        {
            _cancelled = true;
            holds = Held > 0;
            waiting = _channel.HeldBack.Drop(this);
        }

        foreach (var leases in waiting)
        {
            _wire.Broker.Settle(Source, [new Settlement(leases, SettleVerb.Release)]);
        }

        if (!holds)
        {
            await EndAsync(lost: false).ConfigureAwait(false);
        }
    }

    /// <summary>Ends it; what it holds goes back.</summary>
    /// <param name="lost">Whether the client vanished: then what it held counts as failed.</param>
    public async Task EndAsync(bool lost)
    {
        lock (_asking)
        {
            if (_ending)
            {
                return;
            }

            _ending = true;
        }

        lock (_channel.Gate)
        {
            _closed = true;
            _channel.HeldBack.Drop(this);
        }

        Leave();
        try
        {
            if (lost)
            {
                _consumer?.Abandon();
            }
            else if (_consumer is not null)
            {
                await _consumer.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (BrokerException)
        {
            // The broker has ended it already, or will when it is there again: nothing is left to end here.
        }
    }

    /// <inheritdoc/>
    public override void Emptied()
    {
        if (_cancelled)
        {
            _ = EndAsync(lost: false);
        }
    }

    /// <inheritdoc/>
    void IDeliverySink.Deliver(in DeliveryRun run)
    {
        SettleVerb verb;
        lock (_channel.Gate)
        {
            var isTaken = !_cancelled && !_closed && TryTake(run);
            if (isTaken && !_noAck)
            {
                return;
            }

            verb = isTaken ? SettleVerb.Ack : SettleVerb.Release;
        }

        _wire.Broker.Settle(Source, [new Settlement(run.Leases, verb)]);
    }

    /// <inheritdoc/>
    void IDeliverySink.LeasesLost()
    {
        lock (_channel.Gate)
        {
            _channel.HeldBack.Drop(this);
        }
    }

    /// <summary>Writes messages that the channel has room for. Under its gate.</summary>
    /// <param name="run">The messages.</param>
    /// <returns>Whether there is still somebody to write to.</returns>
    public bool Write(in DeliveryRun run)
    {
        using var appending = _wire.Output.Append();
        if (!appending.IsOpen)
        {
            return false;
        }

        var tag = _noAck ? _channel.Deliveries.Skip(run.Leases.Count) : _channel.Deliveries.Add(this, run.Leases);
        var place = _channel.Place;
        for (var rest = run.Messages; !rest.IsEmpty; tag++)
        {
            var content = EncodedContent.Take(ref rest);
            ContentFrames.WriteDeliver(appending.Bytes, place, _tagBytes, tag, run.Leases.Attempt, _queueBytes, content);
        }

        return true;
    }

    /// <inheritdoc/>
    void IDeliverySink.Closed(BrokerException? reason)
    {
        lock (_channel.Gate)
        {
            if (_closed || _cancelled)
            {
                return;
            }

            _closed = true;
            _channel.HeldBack.Drop(this);
        }

        Leave();
        _channel.ConsumerEnded(this);
    }

    // What the channel has no room for waits there; what need not be settled takes no room.
    private bool TryTake(in DeliveryRun run)
    {
        var room = _noAck ? int.MaxValue : _channel.HeldBack.Room(_channel.Deliveries.Count);
        if (room >= run.Leases.Count)
        {
            return Write(run);
        }

        _channel.HeldBack.Keep(this, run);
        if (room > 0)
        {
            _channel.HeldBack.Drain(_channel.Deliveries);
        }

        return true;
    }

    private static int PriorityOf(MessageHeaders arguments)
    {
        if (!arguments.TryGet("x-priority", out var priority))
        {
            return 0;
        }

        return priority.Kind == HeaderKind.Integer
            ? (int)Math.Clamp(priority.AsInteger(), int.MinValue, int.MaxValue)
            : throw new AmqpException(ReplyCode.PreconditionFailed, $"invalid arg 'x-priority': {priority} is not a number");
    }

    private void Leave()
    {
        if (!Interlocked.Exchange(ref _left, true))
        {
            _wire.LeaveConsumer();
        }
    }

    private void Apply()
    {
        var wanted = _started && !_paused ? _prefetch : 0;
        if (_consumer is not null && !_ending && _applied != wanted)
        {
            _applied = wanted;
            _consumer.SetPrefetch(wanted);
        }
    }
}
