namespace Actors.Core.Publishers;

/// <summary>What is known of one publisher: which of its sequence numbers were stored.</summary>
/// <remarks>
/// <code>
///   0 ........ floor ......................... next
///   │ too old  │ stored, but for the gaps      │ new
/// </code>
/// A gap is a number that was passed over: its message was refused, or is still to come. It is filled when it comes. Of the
/// gaps only the latest are known; numbers below the oldest one known are too old to be told apart.
/// </remarks>
internal sealed class PublisherState
{
    private const int MostGaps = 256;
    private const int MostRuns = 64;

    private readonly List<SequenceRun> _gaps = [];
    private readonly List<SequenceRun> _runs = [];

    /// <summary>The publisher's life. A lower one is refused; with a higher one the numbers begin anew.</summary>
    public long Epoch { get; private set; }

    /// <summary>The number behind the highest one stored.</summary>
    public long Next { get; private set; }

    /// <summary>The lowest number whose fate is known.</summary>
    public long Floor { get; private set; }

    /// <summary>Numbers above the floor that were not stored, in order.</summary>
    public IReadOnlyList<SequenceRun> Gaps => _gaps;

    /// <summary>What was stored last, with its offsets.</summary>
    public IReadOnlyList<SequenceRun> Runs => _runs;

    /// <summary>Begins a life.</summary>
    public void Begin(long epoch)
    {
        (Epoch, Next, Floor) = (epoch, 0, 0);
        _gaps.Clear();
        _runs.Clear();
    }

    /// <summary>Whether a number's message was stored; must not be below the floor.</summary>
    public bool IsStored(long sequence) => sequence < Next && GapAt(sequence) < 0;

    /// <summary>The offset of a stored number's message; -1 when it is not known any more.</summary>
    public long OffsetOf(long sequence)
    {
        foreach (var run in _runs)
        {
            if (sequence >= run.First && sequence < run.End)
            {
                return run.Offset + (sequence - run.First);
            }
        }

        return -1;
    }

    /// <summary>Messages are stored; none of their numbers was before.</summary>
    public void Store(SequenceRun stored)
    {
        if (stored.First > Next)
        {
            AddGap(new SequenceRun(Next, stored.First - Next));
        }
        else if (stored.First < Next)
        {
            FillGap(stored);
        }

        Next = Math.Max(Next, stored.End);
        AddRun(stored);
    }

    /// <summary>A snapshot's numbers.</summary>
    public void Restore(long next, long floor, IEnumerable<SequenceRun> gaps, IEnumerable<SequenceRun> runs)
    {
        (Next, Floor) = (next, floor);
        _gaps.AddRange(gaps);
        _runs.AddRange(runs);
    }

    private void AddGap(SequenceRun gap)
    {
        _gaps.Add(gap);
        DropOldest();
    }

    private void DropOldest()
    {
        while (_gaps.Count > MostGaps)
        {
            Floor = _gaps[0].End;
            _gaps.RemoveAt(0);
        }
    }

    private void FillGap(SequenceRun stored)
    {
        for (var at = GapAt(stored.First); at >= 0 && at < _gaps.Count && _gaps[at].First < stored.End;)
        {
            var gap = _gaps[at];
            _gaps.RemoveAt(at);
            if (gap.End > stored.End)
            {
                _gaps.Insert(at, new SequenceRun(stored.End, gap.End - stored.End));
            }

            if (gap.First < stored.First)
            {
                _gaps.Insert(at++, new SequenceRun(gap.First, stored.First - gap.First));
            }
        }

        // A gap that is filled in its middle becomes two.
        DropOldest();
    }

    private void AddRun(SequenceRun stored)
    {
        if (_runs.Count > 0 && _runs[^1] is { } last && last.End == stored.First && last.Offset + last.Count == stored.Offset)
        {
            _runs[^1] = last with { Count = last.Count + stored.Count };
            return;
        }

        _runs.Add(stored);
        if (_runs.Count > MostRuns)
        {
            _runs.RemoveAt(0);
        }
    }

    private int GapAt(long sequence)
    {
        var (low, high) = (0, _gaps.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (sequence < _gaps[middle].First)
            {
                high = middle - 1;
            }
            else if (sequence >= _gaps[middle].End)
            {
                low = middle + 1;
            }
            else
            {
                return middle;
            }
        }

        return -1;
    }
}
