using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Actors;

/// <summary>Turns the runs pushed to a consumer into deliveries pulled by an enumeration.</summary>
/// <remarks>
/// A run is copied once and its messages are handed out without another lock, task or copy; the reader is woken once for
/// all that arrived while it slept. What is held here is bounded by the consumer's prefetch.
/// </remarks>
internal sealed class DeliveryStream : IDeliverySink, IValueTaskSource<bool>
{
    // Larger arrays would go to the large object heap, whose collection stops everything else.
    private const int PieceBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly IBroker _broker;
    private readonly string _source;
    private readonly LeaseKeeper _keeper;
    private List<Piece> _arrived = [];
    private List<Piece> _reading = [];
    private int _next;
    private Piece _current;
    private ManualResetValueTaskSourceCore<bool> _arrival = new() { RunContinuationsAsynchronously = true };
    private bool _waiting;
    private bool _ended;
    private BrokerException? _reason;
    private volatile bool _lost;
    private bool _released;

    private DeliveryStream(IBroker broker, string source, ConsumerOptions options)
    {
        (_broker, _source) = (broker, source);
        _keeper = new LeaseKeeper(broker, source, options);
    }

    /// <summary>Attaches a consumer and hands out what it gets, until it is cancelled or closed.</summary>
    public static async IAsyncEnumerable<Delivery> ReadAsync(
        IBroker broker, string source, ConsumerOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = new DeliveryStream(broker, source, options);
        await using var keeper = stream._keeper.ConfigureAwait(false);
        IConsumer consumer;
        try
        {
            consumer = await broker.AttachAsync(source, options, stream, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelling ends an enumeration, however early.
            yield break;
        }

        Delivery? last = null;
        var cancellation = cancellationToken.UnsafeRegister(static stream => ((DeliveryStream)stream!).Closed(null), stream);
        try
        {
            while (await stream.WaitAsync().ConfigureAwait(false))
            {
                while (!cancellationToken.IsCancellationRequested && stream.Take() is { } delivery)
                {
                    last = delivery;
                    yield return delivery;
                    if (options.AutoAck)
                    {
                        delivery.Ack();
                    }
                }
            }
        }
        finally
        {
            cancellation.Dispose();
            if (last is { IsSettled: false } && stream._reason is null && !cancellationToken.IsCancellationRequested)
            {
                // The loop was left in the middle of this one, by an exception perhaps: that is a failed delivery.
                // Cancelling is how a service stops, and no fault of the message.
                last.Nack();
            }

            stream.ReleaseRest();
            await consumer.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Deliver(in DeliveryRun run)
    {
        if (BrokerTelemetry.Consumed.Enabled)
        {
            BrokerTelemetry.Consumed.Add(run.Leases.Count, BrokerTelemetry.Tags(_source, "deliver", "receive", error: null));
        }

        bool wake;
        lock (_gate)
        {
            // What still comes after the enumeration has ended goes back with the consumer.
            if (_released)
            {
                return;
            }

            Copy(run);
            _keeper.Arrived(run.Leases);
            wake = _waiting;
            _waiting = false;
        }

        if (wake)
        {
            _arrival.SetResult(true);
        }
    }

    /// <inheritdoc/>
    public void LeasesLost()
    {
        lock (_gate)
        {
            _arrived.Clear();
            _keeper.Emptied();
            _lost = true;
        }
    }

    /// <inheritdoc/>
    public void Closed(BrokerException? reason)
    {
        bool wake;
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            _reason = reason;
            wake = _waiting;
            _waiting = false;
        }

        if (wake)
        {
            Finish();
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _arrival.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _arrival.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _arrival.OnCompleted(continuation, state, token, flags);

    // True when there is something to take, false after an orderly end.
    private ValueTask<bool> WaitAsync()
    {
        lock (_gate)
        {
            _arrival.Reset();
            if (_ended)
            {
                Finish();
            }
            else if (_arrived.Count > 0)
            {
                return new ValueTask<bool>(true);
            }
            else
            {
                _waiting = true;
            }

            return new ValueTask<bool>(this, _arrival.Version);
        }
    }

    private void Finish()
    {
        if (_reason is null)
        {
            _arrival.SetResult(false);
        }
        else
        {
            _arrival.SetException(_reason);
        }
    }

    private Delivery? Take()
    {
        if ((_lost || _current.IsEmpty) && !Advance())
        {
            return null;
        }

        _keeper.HandedOut();
        return _current.Take(_broker, _source);
    }

    private bool Advance()
    {
        if (_lost || _next == _reading.Count)
        {
            _reading.Clear();
            _next = 0;
            lock (_gate)
            {
                (_arrived, _reading) = (_reading, _arrived);
                _lost = false;
            }
        }

        var found = _next < _reading.Count;
        _current = found ? _reading[_next++] : default;
        return found;
    }

    // Messages nobody has seen go back uncounted; without this they would come back as failed deliveries.
    private void ReleaseRest()
    {
        List<Piece> rest;
        lock (_gate)
        {
            _released = true;
            rest = _lost ? _arrived : [_current, .. _reading[_next..], .. _arrived];
        }

        foreach (var piece in rest)
        {
            if (!piece.IsEmpty && _reason is null)
            {
                _broker.Settle(_source, [new Settlement(piece.Leases, SettleVerb.Release)]);
            }
        }
    }

    private void Copy(in DeliveryRun run)
    {
        var leases = run.Leases;
        var rest = run.Messages;
        while (leases.Count > 0)
        {
            var count = 0;
            var bytes = 0;
            do
            {
                bytes += EncodedMessage.SizeBytes + (int)BinaryPrimitives.ReadUInt32LittleEndian(rest[bytes..]);
                count++;
            }
            while (count < leases.Count && bytes < PieceBytes);

            _arrived.Add(new Piece(leases with { Count = count }, run.PublishedAt, rest[..bytes].ToArray()));
            leases = leases with { FirstOffset = leases.FirstOffset + count, Count = leases.Count - count };
            rest = rest[bytes..];
        }
    }

    private struct Piece(LeaseRun leases, DateTimeOffset publishedAt, ReadOnlyMemory<byte> messages)
    {
        private ReadOnlyMemory<byte> _messages = messages;

        public LeaseRun Leases { readonly get; private set; } = leases;

        public readonly bool IsEmpty => Leases.Count == 0;

        public Delivery Take(IBroker broker, string source)
        {
            var message = EncodedMessage.Take(ref _messages);
            var lease = Leases with { Count = 1 };
            Leases = Leases with { FirstOffset = Leases.FirstOffset + 1, Count = Leases.Count - 1 };
            return new Delivery(broker, source, lease, publishedAt, message);
        }
    }
}
