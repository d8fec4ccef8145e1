namespace Actors.Cluster.Streams;

/// <summary>
/// The events that a pump holds, by offset. They leave in the order of the log, whatever order they came in: an event may
/// leave when nothing unsettled lies before it that is not here, be it held by a pump that was lost, or about to be tried again.
/// </summary>
/// <param name="oldest">Asks the log for the first event at or after an offset that the subscription has not done with; null when there is none.</param>
internal sealed class EventBuffer(Func<long, CancellationToken, Task<long?>> oldest) : IDeliverySink
{
    private const int ParcelBytes = 256 * 1024;

    // What is missing comes by itself, but nothing tells when it turns out that it is not coming: settled by a pump that was
    // replaced, or removed.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, HeldEvent> _held = [];
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private long _next;
    private bool _isClosed;
    private BrokerException? _reason;

    /// <summary>The number of events held, those with the subscriber included.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>The leases of everything held.</summary>
    public LeaseRun[] Leases()
    {
        lock (_gate)
        {
            return [.. _held.Values.Select(held => held.Lease)];
        }
    }

    /// <summary>The next events in order, waiting for them; they stay held until they are forgotten.</summary>
    /// <param name="most">Most events to take, from 1.</param>
    /// <param name="stuck">Called each time events have been waited for that lie before those held.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException">The consumer was closed.</exception>
    public async Task<List<HeldEvent>> TakeAsync(int most, Action stuck, CancellationToken cancellationToken)
    {
        while (true)
        {
            long from;
            long? first;
            lock (_gate)
            {
                if (_isClosed)
                {
                    throw _reason ?? new BrokerException(ErrorCode.Unavailable, "The consumer was closed.");
                }

                first = First();
                if (first <= _next)
                {
                    return Run(most);
                }

                from = _next;
            }

            if (first is not { } waiting)
            {
                await _arrived.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (await oldest(from, cancellationToken).ConfigureAwait(false) is { } head && head < waiting)
            {
                stuck();
                await _arrived.WaitAsync(LookAgain, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                Pass(from, waiting);
            }
        }
    }

    /// <summary>An event was handled: it goes, and those behind it may follow.</summary>
    public void Done(in HeldEvent handled)
    {
        lock (_gate)
        {
            _held.Remove(handled.Offset);
            _next = Math.Max(_next, handled.Offset + 1);
        }
    }

    /// <summary>An event was given back: those behind it wait until it has come again, or is gone.</summary>
    public void Forget(in HeldEvent failed)
    {
        lock (_gate)
        {
            _held.Remove(failed.Offset);
            _next = Math.Min(_next, failed.Offset);
        }
    }

    /// <summary>Lets go of everything; what is not settled comes again.</summary>
    public LeaseRun[] Clear()
    {
        lock (_gate)
        {
            var leases = _held.Values.Select(held => held.Lease).ToArray();
            _held.Clear();
            return leases;
        }
    }

    public void Deliver(in DeliveryRun run)
    {
        ReadOnlyMemory<byte> rest = run.Messages.ToArray();
        lock (_gate)
        {
            for (var index = 0; index < run.Leases.Count; index++)
            {
                var lease = run.Leases with { FirstOffset = run.Leases.FirstOffset + index, Count = 1 };
                _held[lease.FirstOffset] = new HeldEvent(lease, EncodedMessage.Take(ref rest).Bytes);
            }
        }

        Wake();
    }

    public void LeasesLost() => Clear();

    public void Closed(BrokerException? reason)
    {
        lock (_gate)
        {
            (_isClosed, _reason) = (true, reason);
        }

        Wake();
    }

    private long? First()
    {
        foreach (var offset in _held.Keys)
        {
            return offset;
        }

        return null;
    }

    private List<HeldEvent> Run(int most)
    {
        var run = new List<HeldEvent>();
        var bytes = 0;
        foreach (var held in _held.Values)
        {
            bytes += held.Bytes.Length;
            if (run.Count == most || (run.Count > 0 && (bytes > ParcelBytes || held.Offset != run[^1].Offset + 1)))
            {
                break;
            }

            run.Add(held);
        }

        return run;
    }

    // Nothing lies between: unless something came or went meanwhile, those that wait are next.
    private void Pass(long from, long waiting)
    {
        lock (_gate)
        {
            if (_next == from)
            {
                _next = waiting;
            }
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_arrived.CurrentCount == 0)
            {
                _arrived.Release();
            }
        }
    }
}
