using Actors.Core.Offsets;

namespace Actors.Core.Times;

/// <summary>Runs of messages by the time something becomes of them: 24 to 48 bytes a run, however far the time is away.</summary>
/// <remarks>
/// An entry is a hint: what is not wanted any more is passed over when it comes up, and swept out before that once it may be
/// the larger part. Neighbours that are added one after the other with one time share an entry.
/// </remarks>
/// <param name="isWanted">Whether anything is left to be done about a run.</param>
internal sealed class DueTable(Func<OffsetRun, bool> isWanted)
{
    private const int SmallestSweep = 1024;

    private readonly PriorityQueue<OffsetRun, long> _entries = new();
    private int _sweepAt = SmallestSweep;

    // Still growing, and not among the others yet.
    private OffsetRun _last;
    private long _lastDue = long.MaxValue;

    /// <summary>When the next entry falls due, in ticks of UTC; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue
    {
        get
        {
            if (_last.Count > 0 && !isWanted(_last))
            {
                (_last, _lastDue) = (default, long.MaxValue);
            }

            while (_entries.TryPeek(out var run, out var due))
            {
                if (isWanted(run))
                {
                    return Math.Min(due, _lastDue);
                }

                _entries.Dequeue();
            }

            return _lastDue;
        }
    }

    /// <summary>All entries of which something is still wanted, in no order.</summary>
    public IEnumerable<(OffsetRun Run, long Due)> Entries =>
        _entries.UnorderedItems.Select(entry => (entry.Element, entry.Priority)).Append((_last, _lastDue)).Where(entry => entry.Item1.Count > 0 && isWanted(entry.Item1));

    public void Add(OffsetRun run, long due)
    {
        if (due == _lastDue && run.First == _last.End)
        {
            _last = _last with { Count = _last.Count + run.Count };
            return;
        }

        Close();
        (_last, _lastDue) = (run, due);
        if (_entries.Count >= _sweepAt)
        {
            Sweep();
        }
    }

    /// <summary>Takes an entry that has fallen due.</summary>
    public bool TryTake(long now, out OffsetRun run, out long due)
    {
        if (_lastDue <= now)
        {
            Close();
        }

        return _entries.TryPeek(out run, out due) && due <= now && _entries.TryDequeue(out run, out due);
    }

    private void Close()
    {
        if (_last.Count > 0)
        {
            _entries.Enqueue(_last, _lastDue);
        }

        (_last, _lastDue) = (default, long.MaxValue);
    }

    private void Sweep()
    {
        var wanted = _entries.UnorderedItems.Where(entry => isWanted(entry.Element)).ToList();
        _entries.Clear();
        _entries.EnqueueRange(wanted);
        _entries.TrimExcess();
        _sweepAt = Math.Max(SmallestSweep, 2 * _entries.Count);
    }
}
