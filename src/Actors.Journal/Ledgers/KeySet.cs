namespace Actors.Journal;

/// <summary>
/// A set of keys kept as ranges: sorted, apart from each other by at least one key. Keys given up in order cost one
/// range however many they are; only holes cost memory.
/// </summary>
internal sealed class KeySet
{
    private Interval[] _ranges = new Interval[2];
    private int _count;

    internal int RangeCount => _count;

    internal bool Contains(long key)
    {
        int at = FirstEndingAtOrAfter(key);
        return at < _count && _ranges[at].First <= key;
    }

    /// <summary>How many keys of first..last are in the set.</summary>
    internal long CountIn(long first, long last)
    {
        long total = 0;
        for (int i = FirstEndingAtOrAfter(first); i < _count && _ranges[i].First <= last; i++)
        {
            total += Math.Min(_ranges[i].Last, last) - Math.Max(_ranges[i].First, first) + 1;
        }

        return total;
    }

    internal void Add(long first, long last)
    {
        int from = FirstEndingAtOrAfter(first - 1);
        int to = from;
        while (to < _count && _ranges[to].First <= last + 1)
        {
            to++;
        }

        if (to == from)
        {
            Insert(from, new Interval(first, last));
            return;
        }

        _ranges[from] = new Interval(Math.Min(first, _ranges[from].First), Math.Max(last, _ranges[to - 1].Last));
        RemoveRanges(from + 1, to);
    }

    /// <summary>Forgets what is below a key.</summary>
    internal void RemoveBelow(long key)
    {
        int keep = FirstEndingAtOrAfter(key);
        RemoveRanges(0, keep);
        if (_count > 0 && _ranges[0].First < key)
        {
            _ranges[0] = _ranges[0] with { First = key };
        }
    }

    /// <summary>Adds to the list the ranges of first..last that are not in the set.</summary>
    internal void CollectMissing(long first, long last, List<KeyRange> missing)
    {
        long next = first;
        for (int i = FirstEndingAtOrAfter(first); i < _count && _ranges[i].First <= last; i++)
        {
            if (_ranges[i].First > next)
            {
                missing.Add(new KeyRange(next, _ranges[i].First - next));
            }

            next = _ranges[i].Last + 1;
        }

        if (next <= last)
        {
            missing.Add(new KeyRange(next, last - next + 1));
        }
    }

    private int FirstEndingAtOrAfter(long key)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ranges[middle].Last < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Insert(int at, Interval range)
    {
        if (_count == _ranges.Length)
        {
            Array.Resize(ref _ranges, _count * 2);
        }

        Array.Copy(_ranges, at, _ranges, at + 1, _count - at);
        _ranges[at] = range;
        _count++;
    }

    private void RemoveRanges(int from, int to)
    {
        Array.Copy(_ranges, to, _ranges, from, _count - to);
        _count -= to - from;
        if (_ranges.Length > 64 && _count < _ranges.Length / 4)
        {
            Array.Resize(ref _ranges, _ranges.Length / 2);
        }
    }

    private readonly record struct Interval(long First, long Last);
}
