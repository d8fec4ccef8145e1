namespace Actors.Journal;

/// <summary>The records of one actor in one segment.</summary>
internal sealed class ActorIndex
{
    private readonly List<IndexEntry> _appended = [];
    private List<IndexEntry>? _moved;

    /// <summary>Offset of the newest snapshot, or of the first record to replay; -1 if there is nothing to replay.</summary>
    internal int ReplayOffset { get; private set; } = -1;

    /// <summary>Whether replay begins with a snapshot and so forgets older segments.</summary>
    internal bool StartsWithSnapshot { get; private set; }

    /// <summary>Whether something follows the snapshot.</summary>
    internal bool HasEvents { get; private set; }

    /// <summary>Bytes to replay.</summary>
    internal int StateBytes { get; private set; }

    internal void Add(in IndexEntry entry)
    {
        if (!entry.IsMoved)
        {
            _appended.Add(entry);
            return;
        }

        _moved ??= [];
        int at = _moved.Count;
        while (at > 0 && _moved[at - 1].FirstKey > entry.FirstKey)
        {
            at--;
        }

        _moved.Insert(at, entry);
    }

    internal void AddState(int offset, int bytes, bool isSnapshot)
    {
        if (isSnapshot || ReplayOffset < 0)
        {
            ReplayOffset = offset;
            StartsWithSnapshot = isSnapshot;
            HasEvents = false;
            StateBytes = 0;
        }

        HasEvents |= !isSnapshot;
        StateBytes += bytes;
    }

    /// <summary>Finds the newest record that holds a key.</summary>
    internal bool TryFind(long key, out IndexEntry entry) =>
        (_moved is not null && TryFind(_moved, key, out entry)) || TryFind(_appended, key, out entry);

    /// <summary>All records with data, by key; of equal keys the newest last.</summary>
    internal List<IndexEntry> Sorted()
    {
        if (_moved is null)
        {
            return _appended;
        }

        List<IndexEntry> all = [.. _appended, .. _moved];
        all.Sort((a, b) => a.FirstKey != b.FirstKey ? a.FirstKey.CompareTo(b.FirstKey) : a.Offset.CompareTo(b.Offset));
        return all;
    }

    private static bool TryFind(List<IndexEntry> entries, long key, out IndexEntry entry)
    {
        int low = 0;
        int high = entries.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (entries[middle].FirstKey <= key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        entry = low > 0 ? entries[low - 1] : default;
        return low > 0 && key <= entry.LastKey;
    }
}
