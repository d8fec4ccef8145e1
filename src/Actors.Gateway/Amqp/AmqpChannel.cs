using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>One channel of a connection: what it publishes, who consumes on it, what is unsettled. Served by the read loop.</summary>
internal sealed class AmqpChannel
{
    private readonly Dictionary<string, AmqpConsumer> _consumers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Holder> _gotten = new(StringComparer.Ordinal);
    private readonly HashSet<Holder> _settling = [];
    private readonly Lock _consuming = new();
    private readonly Wire _wire;
    private readonly Action<AmqpChannel> _dirty;
    private bool _isDirty;

    /// <summary>Opens a channel.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="wire">The connection.</param>
    /// <param name="dirty">Told when there is something to flush.</param>
    public AmqpChannel(ushort number, Wire wire, Action<AmqpChannel> dirty)
    {
        _wire = wire;
        _dirty = dirty;
        Number = number;
        Place = new ContentPlace(number, wire.LargestFrame);
        Publishing = new Publishing(this, wire);
    }

    /// <summary>Its number.</summary>
    public ushort Number { get; }

    /// <summary>Where its contents are written to.</summary>
    public ContentPlace Place { get; }

    /// <summary>What it publishes.</summary>
    public Publishing Publishing { get; }

    /// <summary>Guards <see cref="Deliveries"/>: they are numbered and written under it. The broker's threads take it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>What it was given and has not settled.</summary>
    public UnsettledTable Deliveries { get; } = new();

    /// <summary>What waits because the channel as a whole holds as much as it may.</summary>
    public HeldDeliveries HeldBack { get; } = new();

    /// <summary>The queue for replies straight to this channel, as AMQP clients call it; empty when nobody waits for any.</summary>
    public ReadOnlyMemory<byte> ReplyQueue { get; set; }

    /// <summary>Whether it was closed because of an error, and the client has not taken note yet.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>Whether it has ended: what comes for it now goes back.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What waits for a commit; null when the channel has no transactions.</summary>
    public Transaction? Transaction { get; set; }

    /// <summary>The queue declared last; empty before there was one.</summary>
    public string LastQueue { get; set; } = "";

    /// <summary>How many messages each further consumer may hold; 0 for no limit.</summary>
    public int Prefetch { get; set; }

    /// <summary>Whether a consumer is called so.</summary>
    /// <param name="tag">Its name.</param>
    public AmqpConsumer? Find(string tag)
    {
        lock (_consuming)
        {
            return _consumers.GetValueOrDefault(tag);
        }
    }

    /// <summary>A consumer comes.</summary>
    /// <param name="consumer">The consumer; no other on the channel is called so.</param>
    /// <returns>Whether the channel is still there.</returns>
    public bool TryAdd(AmqpConsumer consumer)
    {
        lock (_consuming)
        {
            return !IsOver && _consumers.TryAdd(consumer.Tag, consumer);
        }
    }

    /// <summary>A consumer goes.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(AmqpConsumer consumer)
    {
        lock (_consuming)
        {
            return _consumers.Remove(consumer.Tag);
        }
    }

    /// <summary>The broker has ended a consumer, because its queue is gone for instance.</summary>
    /// <param name="consumer">The consumer.</param>
    public void ConsumerEnded(AmqpConsumer consumer)
    {
        if (Remove(consumer) && _wire.Capabilities.CancelNotify)
        {
            _wire.Send(Number, new BasicMethods.Cancel(consumer.Tag, true));
        }
    }

    /// <summary>Who holds what was got from a queue one by one.</summary>
    /// <param name="source">The queue, as the broker calls it.</param>
    public Holder HolderOf(string source)
    {
        if (!_gotten.TryGetValue(source, out var holder))
        {
            _gotten.Add(source, holder = new Holder(source));
        }

        return holder;
    }

    /// <summary>Ends deliveries.</summary>
    /// <param name="tag">The last one; 0 with <paramref name="multiple"/> for all.</param>
    /// <param name="multiple">Whether all up to it are meant.</param>
    /// <param name="verb">How they end.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.PreconditionFailed"/>: there is no such delivery.</exception>
    public void Settle(ulong tag, bool multiple, SettleVerb verb)
    {
        if (Transaction is { } transaction)
        {
            transaction.Add(Known(tag, multiple), multiple, verb);
        }
        else
        {
            SettleNow(tag, multiple, verb);
        }
    }

    /// <summary>Ends deliveries, in a transaction or not.</summary>
    /// <param name="tag">The last one; 0 with <paramref name="multiple"/> for all.</param>
    /// <param name="multiple">Whether all up to it are meant.</param>
    /// <param name="verb">How they end.</param>
    public void SettleNow(ulong tag, bool multiple, SettleVerb verb)
    {
        lock (Gate)
        {
            if (!multiple)
            {
                Settle(Deliveries.TryTake(tag, out var single) ? single : throw Unknown(tag), verb);
            }
            else if (tag != 0 && tag >= Deliveries.NextTag)
            {
                throw Unknown(tag);
            }
            else
            {
                while (Deliveries.TryTakeFirst(tag == 0 ? ulong.MaxValue : tag, out var unsettled))
                {
                    Settle(unsettled, verb);
                }
            }

            HeldBack.Drain(Deliveries);
        }

        BecomeDirty();
    }

    /// <summary>Takes what waits to be settled, to wait for the answers.</summary>
    public IReadOnlyList<Holder> TakeSettling()
    {
        Holder[] taken = [.. _settling];
        _settling.Clear();
        return taken;
    }

    /// <summary>There is something to flush.</summary>
    public void BecomeDirty()
    {
        if (!_isDirty)
        {
            _isDirty = true;
            _dirty(this);
        }
    }

    /// <summary>Hands what has gathered to the broker, without waiting for it.</summary>
    public void Flush()
    {
        _isDirty = false;
        Publishing.Flush();
        if (_settling.Count == 0)
        {
            return;
        }

        foreach (var holder in _settling)
        {
            holder.Flush(_wire.Broker);
            if (holder.Held == 0)
            {
                holder.Emptied();
            }
        }

        _settling.Clear();
    }

    /// <summary>Holds deliveries back, or lets them come again.</summary>
    /// <param name="paused">Whether to hold back.</param>
    public void Pause(bool paused)
    {
        AmqpConsumer[] consumers;
        lock (_consuming)
        {
            consumers = [.. _consumers.Values];
        }

        // Not under the lock: what the broker is asked may end a consumer here and now, which wants the lock, too.
        foreach (var consumer in consumers)
        {
            consumer.Pause(paused);
        }
    }

    /// <summary>An error ends the channel: from now on only the client's agreement is listened to.</summary>
    public void BeginClosing() => IsClosing = true;

    /// <summary>Ends everything on it; what is unsettled goes back.</summary>
    /// <param name="lost">Whether the client vanished.</param>
    public async Task EndAsync(bool lost)
    {
        // What was published as a whole before the end is published.
        Flush();
        Publishing.Close();
        Transaction?.Rollback();
        AmqpConsumer[] consumers;
        lock (_consuming)
        {
            consumers = [.. _consumers.Values];
            _consumers.Clear();
            IsOver = true;
        }

        var cancelled = new HashSet<AmqpConsumer>(consumers);
        lock (Gate)
        {
            while (Deliveries.TryTakeFirst(ulong.MaxValue, out var unsettled))
            {
                if (unsettled.Holder is AmqpConsumer consumer)
                {
                    cancelled.Add(consumer);
                }
                else
                {
                    Settle(unsettled, SettleVerb.Release);
                }
            }
        }

        Flush();
        await Task.WhenAll(cancelled.Select(consumer => consumer.EndAsync(lost))).ConfigureAwait(false);
    }

    private void Settle(in Unsettled unsettled, SettleVerb verb)
    {
        unsettled.Holder!.Settle(unsettled, verb);
        _settling.Add(unsettled.Holder);
    }

    // What all means is settled when it is said.
    private ulong Known(ulong tag, bool multiple)
    {
        lock (Gate)
        {
            return multiple && tag == 0 ? Deliveries.NextTag - 1 : Deliveries.Holds(tag) ? tag : throw Unknown(tag);
        }
    }

    private static AmqpException Unknown(ulong tag) => new(ReplyCode.PreconditionFailed, $"unknown delivery tag {tag}");
}
