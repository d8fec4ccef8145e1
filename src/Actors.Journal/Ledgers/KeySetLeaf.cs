namespace Actors.Journal;

/// <summary>A run of at most 256 ranges of a <see cref="KeySet"/>.</summary>
internal sealed class KeySetLeaf
{
    private const int MaxRanges = 256;

    private KeyInterval[] _ranges = new KeyInterval[2];

    internal int Count { get; private set; }

    internal bool IsFull => Count == MaxRanges;

    internal long Last => _ranges[Count - 1].Last;

    internal ref KeyInterval this[int at] => ref _ranges[at];

    internal int FirstEndingAtOrAfter(long key)
    {
        int low = 0;
        int high = Count;
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

    internal void Insert(int at, KeyInterval range)
    {
        if (Count == _ranges.Length)
        {
            Array.Resize(ref _ranges, Math.Min(MaxRanges, Count * 2));
        }

        Array.Copy(_ranges, at, _ranges, at + 1, Count - at);
        _ranges[at] = range;
        Count++;
    }

    internal void Remove(int at)
    {
        Array.Copy(_ranges, at + 1, _ranges, at, Count - at - 1);
        Count--;
    }

    internal void RemoveFirst(int count)
    {
        Array.Copy(_ranges, count, _ranges, 0, Count - count);
        Count -= count;
    }

    /// <summary>Gives the upper half away.</summary>
    internal KeySetLeaf Split()
    {
        int keep = Count / 2;
        var upper = new KeySetLeaf { _ranges = new KeyInterval[MaxRanges], Count = Count - keep };
        Array.Copy(_ranges, keep, upper._ranges, 0, upper.Count);
        Count = keep;
        return upper;
    }
}
