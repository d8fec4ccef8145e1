namespace Actors.Journal;

/// <summary>All segments by number: those with records, and the empty ones standing prepared. Guarded by the gate.</summary>
internal sealed class SegmentTable(WorkSignal houseWork)
{
    private readonly SortedDictionary<int, Segment> _inUse = [];

    /// <summary>Prepared segments in the order in which they will be used; the last one is the reserve.</summary>
    internal Queue<Segment> Ready { get; } = new();

    /// <summary>The segment that takes appends.</summary>
    internal Segment Active { get; private set; } = null!;

    /// <summary>Segments with records, oldest first, the active one last.</summary>
    internal IReadOnlyCollection<Segment> InUse => _inUse.Values;

    /// <summary>The size of the list of all segments with records, in bytes.</summary>
    internal int ListBytes { get; private set; }

    /// <summary>The bytes of all segment files.</summary>
    internal long BytesOnDisk => InUse.Concat(Ready).Sum(segment => segment.BytesOnDisk);

    internal void Add(Segment segment)
    {
        segment.HouseWork = houseWork;
        _inUse.Add(segment.Number, segment);
        ListBytes = ListBefore(int.MaxValue).Size;
    }

    internal void Activate(Segment segment)
    {
        Active = segment;
        segment.HouseWork = houseWork;
        if (_inUse.TryAdd(segment.Number, segment))
        {
            ListBytes = ListBefore(int.MaxValue).Size;
        }
    }

    internal Segment? Find(int number) => _inUse.GetValueOrDefault(number);

    internal void Remove(Segment segment)
    {
        _inUse.Remove(segment.Number);
        ListBytes = ListBefore(int.MaxValue).Size;
    }

    /// <summary>The number of the nth segment with records before the active one; of the oldest if there are fewer.</summary>
    internal int NthNewest(int n)
    {
        int[] numbers = [.. _inUse.Keys];
        return numbers[Math.Max(0, numbers.Length - 1 - n)];
    }

    /// <summary>Whether a segment with records is at least as old as one number and older than another.</summary>
    internal bool AnyBetween(int from, int before)
    {
        foreach (int number in _inUse.Keys)
        {
            if (number >= before)
            {
                return false;
            }

            if (number >= from)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The numbers of all segments with records older than the given one.</summary>
    internal SegmentList ListBefore(int number)
    {
        SegmentList list = new();
        foreach (int used in _inUse.Keys)
        {
            if (used < number)
            {
                list.Add(used);
            }
        }

        return list;
    }
}
