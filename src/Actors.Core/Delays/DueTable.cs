using Actors.Core.Offsets;

namespace Actors.Core.Delays;

/// <summary>Runs of messages by the time something becomes of them: 24 to 48 bytes a run, however far the time is away.</summary>
/// <remarks>
/// An entry is a hint: what was settled meanwhile is passed over when it comes up, and swept out before that once it is the
/// larger part. A message that is moved to another time gets a further entry, and the old one no longer speaks for it.
/// </remarks>
/// <param name="isWanted">Whether anything is left to be done about a run.</param>
internal sealed class DueTable(Func<OffsetRun, bool> isWanted)
{
    private const int SmallestSweep = 1024;

    private readonly PriorityQueue<OffsetRun, long> _entries = new();
    private readonly Dictionary<long, long> _moved = [];
    private int _sweepAt = SmallestSweep;

    /// <summary>When the next entry falls due, in ticks of UTC; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue
    {
        get
        {
            while (_entries.TryPeek(out var run, out var due))
            {
                if (isWanted(run))
                {
                    return due;
                }

                _entries.Dequeue();
            }

            return long.MaxValue;
        }
    }

    /// <summary>All entries that still speak for their messages, in no order.</summary>
    public IEnumerable<(OffsetRun Run, long Due)> Entries
    {
        get
        {
            foreach (var (whole, due) in _entries.UnorderedItems)
            {
                for (var run = whole; run.Count > 0;)
                {
                    if (TryCut(ref run, due, out var part) && isWanted(part))
                    {
                        yield return (part, due);
                    }
                }
            }
        }
    }

    public void Add(OffsetRun run, long due)
    {
        _entries.Enqueue(run, due);
        if (_entries.Count >= _sweepAt)
        {
            Sweep();
        }
    }

    /// <summary>One message has another time from now on.</summary>
    public void Move(long offset, long due)
    {
        _moved[offset] = due;
        Add(new OffsetRun(offset, 1), due);
    }

    /// <summary>Messages are done with: what was moved of them is forgotten.</summary>
    public void Forget(OffsetRun run)
    {
        if (_moved.Count == 0)
        {
            return;
        }

        if (run.Count <= _moved.Count)
        {
            for (var offset = run.First; offset < run.End; offset++)
            {
                _moved.Remove(offset);
            }

            return;
        }

        foreach (var offset in _moved.Keys.Where(offset => offset >= run.First && offset < run.End).ToList())
        {
            _moved.Remove(offset);
        }
    }

    /// <summary>Takes messages that have fallen due.</summary>
    public bool TryTake(long now, out OffsetRun run)
    {
        while (_entries.TryPeek(out var rest, out var due) && due <= now)
        {
            _entries.Dequeue();
            var speaks = TryCut(ref rest, due, out run);
            if (rest.Count > 0)
            {
                _entries.Enqueue(rest, due);
            }

            if (speaks)
            {
                return true;
            }
        }

        run = default;
        return false;
    }

    // Takes off the front of a run what is either all meant by this time, or one message that has another.
    private bool TryCut(ref OffsetRun run, long due, out OffsetRun part)
    {
        var end = run.First;
        while (_moved.Count > 0 && end < run.End && !_moved.ContainsKey(end))
        {
            end++;
        }

        if (_moved.Count == 0)
        {
            end = run.End;
        }

        if (end > run.First)
        {
            part = OffsetRun.Between(run.First, end);
            run = OffsetRun.Between(end, run.End);
            return true;
        }

        part = new OffsetRun(run.First, 1);
        run = OffsetRun.Between(part.End, run.End);
        return _moved[part.First] == due;
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
