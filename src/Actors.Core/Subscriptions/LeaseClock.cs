using Actors.Core.Offsets;

namespace Actors.Core.Subscriptions;

/// <summary>Knows which runs of messages fall due next: ends of leases and of delays. One entry a run, not one a message.</summary>
/// <remarks>
/// An entry is only a hint to look at the lease table: what was settled, extended or taken by another attempt meanwhile is
/// passed over. Leases of one timeout end in the order they were granted, so those wait in plain queues; what is dead at the
/// head of a queue is dropped long before it falls due, which keeps the clock as small as what is in flight.
/// </remarks>
internal sealed class LeaseClock
{
    /// <summary>The end of a lease that lasts as long as its consumer.</summary>
    public const long Never = long.MaxValue;

    // Consumers may ask for any timeout; beyond so many different ones, leases take the slower way.
    private const int Timeouts = 8;

    private readonly Dictionary<long, Queue<Entry>> _granted = [];
    private readonly PriorityQueue<OffsetRun, long> _others = new();

    private readonly record struct Entry(OffsetRun Run, long Due);

    /// <summary>When the next entry falls due, in ticks of UTC; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue
    {
        get
        {
            var due = _others.TryPeek(out _, out var other) ? other : long.MaxValue;
            foreach (var queue in _granted.Values)
            {
                due = queue.TryPeek(out var entry) && entry.Due < due ? entry.Due : due;
            }

            return due;
        }
    }

    /// <summary>Leases were granted for this long.</summary>
    public void Grant(OffsetRun run, long now, long timeout)
    {
        if (!_granted.TryGetValue(timeout, out var queue))
        {
            if (_granted.Count == Timeouts)
            {
                _others.Enqueue(run, now + timeout);
                return;
            }

            _granted.Add(timeout, queue = new Queue<Entry>());
        }

        queue.Enqueue(new Entry(run, now + timeout));
    }

    /// <summary>Something else falls due: an extended lease, a delay.</summary>
    public void Add(OffsetRun run, long due) => _others.Enqueue(run, due);

    /// <summary>Takes a run that has fallen due.</summary>
    public bool TryTake(long now, out OffsetRun run)
    {
        if (_others.TryPeek(out run, out var due) && due <= now)
        {
            _others.Dequeue();
            return true;
        }

        foreach (var queue in _granted.Values)
        {
            if (queue.TryPeek(out var entry) && entry.Due <= now)
            {
                run = queue.Dequeue().Run;
                return true;
            }
        }

        return false;
    }

    /// <summary>Drops granted runs from the heads of the queues as long as nothing in them is under lease.</summary>
    public void Trim(LeaseTable leases)
    {
        foreach (var queue in _granted.Values)
        {
            while (queue.TryPeek(out var entry) && !AnyHeld(leases, entry.Run))
            {
                queue.Dequeue();
            }
        }
    }

    private static bool AnyHeld(LeaseTable leases, OffsetRun run)
    {
        for (var number = Page.Of(run.First); number <= Page.Of(run.End - 1); number++)
        {
            if (leases.TryGet(number, out var page) && (page.Leased & Page.Mask(run, number)) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
