namespace Actors.Journal;

/// <summary>
/// A set of keys kept as ranges: sorted, apart from each other by at least one key. Keys given up in order cost one range
/// however many they are; only holes cost memory. Ranges lie in leaves of bounded size, so that a change in the middle of
/// very many holes moves little memory.
/// </summary>
internal sealed class KeySet
{
    private readonly List<KeySetLeaf> _leaves = [];

    internal int RangeCount => _leaves.Sum(leaf => leaf.Count);

    internal bool Contains(long key)
    {
        (int leaf, int at) = FirstEndingAtOrAfter(key);
        return IsRange(leaf) && _leaves[leaf][at].First <= key;
    }

    /// <summary>How many keys of first..last are in the set.</summary>
    internal long CountIn(long first, long last)
    {
        long total = 0;
        (int leaf, int at) = FirstEndingAtOrAfter(first);
        while (IsRange(leaf) && _leaves[leaf][at].First <= last)
        {
            total += Math.Min(_leaves[leaf][at].Last, last) - Math.Max(_leaves[leaf][at].First, first) + 1;
            (leaf, at) = Next(leaf, at);
        }

        return total;
    }

    internal void Add(long first, long last)
    {
        (int leaf, int at) = FirstEndingAtOrAfter(first - 1);
        if (!IsRange(leaf) || _leaves[leaf][at].First > last + 1)
        {
            Insert(leaf, at, new KeyInterval(first, last));
            return;
        }

        // The first range touched takes in the new keys and all others touched.
        long low = Math.Min(first, _leaves[leaf][at].First);
        long high = Math.Max(last, _leaves[leaf][at].Last);
        (int nextLeaf, int nextAt) = Next(leaf, at);
        while (IsRange(nextLeaf) && _leaves[nextLeaf][nextAt].First <= high + 1)
        {
            high = Math.Max(high, _leaves[nextLeaf][nextAt].Last);
            (nextLeaf, nextAt) = Remove(nextLeaf, nextAt);
        }

        _leaves[leaf][at] = new KeyInterval(low, high);
    }

    /// <summary>Forgets what is below a key.</summary>
    internal void RemoveBelow(long key)
    {
        (int leaf, int at) = FirstEndingAtOrAfter(key);
        _leaves.RemoveRange(0, leaf);
        if (_leaves.Count == 0)
        {
            return;
        }

        _leaves[0].RemoveFirst(at);
        if (_leaves[0][0].First < key)
        {
            _leaves[0][0] = _leaves[0][0] with { First = key };
        }
    }

    /// <summary>Adds to the list the ranges of first..last that are not in the set.</summary>
    internal void CollectMissing(long first, long last, List<KeyRange> missing)
    {
        long next = first;
        (int leaf, int at) = FirstEndingAtOrAfter(first);
        while (IsRange(leaf) && _leaves[leaf][at].First <= last)
        {
            KeyInterval range = _leaves[leaf][at];
            if (range.First > next)
            {
                missing.Add(new KeyRange(next, range.First - next));
            }

            next = range.Last + 1;
            (leaf, at) = Next(leaf, at);
        }

        if (next <= last)
        {
            missing.Add(new KeyRange(next, last - next + 1));
        }
    }

    private bool IsRange(int leaf) => leaf < _leaves.Count;

    private (int Leaf, int At) Next(int leaf, int at) => at + 1 < _leaves[leaf].Count ? (leaf, at + 1) : (leaf + 1, 0);

    private (int Leaf, int At) FirstEndingAtOrAfter(long key)
    {
        int low = 0;
        int high = _leaves.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_leaves[middle].Last < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return (low, low < _leaves.Count ? _leaves[low].FirstEndingAtOrAfter(key) : 0);
    }

    private void Insert(int leaf, int at, KeyInterval range)
    {
        if (leaf == _leaves.Count)
        {
            if (leaf == 0)
            {
                _leaves.Add(new KeySetLeaf());
            }

            leaf = _leaves.Count - 1;
            at = _leaves[leaf].Count;
        }

        if (_leaves[leaf].IsFull)
        {
            _leaves.Insert(leaf + 1, _leaves[leaf].Split());
            if (at > _leaves[leaf].Count)
            {
                at -= _leaves[leaf].Count;
                leaf++;
            }
        }

        _leaves[leaf].Insert(at, range);
    }

    // Returns where the range behind the removed one is.
    private (int Leaf, int At) Remove(int leaf, int at)
    {
        _leaves[leaf].Remove(at);
        if (_leaves[leaf].Count == 0)
        {
            _leaves.RemoveAt(leaf);
            return (leaf, 0);
        }

        return at < _leaves[leaf].Count ? (leaf, at) : (leaf + 1, 0);
    }
}
