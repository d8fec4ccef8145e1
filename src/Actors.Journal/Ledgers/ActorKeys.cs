namespace Actors.Journal;

/// <summary>
/// The keys of one actor: extents, sorted and apart from each other, and the keys inside them that are dead. Guarded by
/// the journal's gate.
/// </summary>
internal sealed class ActorKeys
{
    private static readonly Extent[] NoExtents = [];

    private Extent[] _extents = NoExtents;
    private int _extentCount;
    private KeySet? _released;

    /// <summary>The lowest key that may be appended next.</summary>
    internal long NextKey { get; private set; }

    /// <summary>Adds keys above all others.</summary>
    internal void Add(Segment segment, long first, long count, float bytesPerKey)
    {
        long last = first + count - 1;
        NextKey = Math.Max(NextKey, last + 1);
        segment.AddLive(count, bytesPerKey);
        if (_extentCount > 0 && _extents[_extentCount - 1].Segment == segment && _extents[_extentCount - 1].Last < first)
        {
            ref Extent end = ref _extents[_extentCount - 1];
            if (end.Last + 1 < first)
            {
                (_released ??= new KeySet()).Add(end.Last + 1, first - 1);
            }

            end.BytesPerKey = ((end.Live * end.BytesPerKey) + (count * bytesPerKey)) / (end.Live + count);
            end.Live += count;
            end.Last = last;
            return;
        }

        Insert(_extentCount, new Extent { Segment = segment, First = first, Last = last, Live = count, BytesPerKey = bytesPerKey });
    }

    /// <summary>
    /// Takes keys out of wherever they were and puts them into a segment. Released keys stay dead.
    /// </summary>
    /// <param name="segment">Where the keys are now.</param>
    /// <param name="first">The first key.</param>
    /// <param name="count">How many keys.</param>
    /// <param name="bytesPerKey">The size of one key there.</param>
    /// <param name="join">
    /// Whether extents of the same segment may be joined over keys that nobody covers. Not during recovery, when a later
    /// segment may still claim the keys between.
    /// </param>
    internal void Move(Segment segment, long first, long count, float bytesPerKey, bool join)
    {
        long last = first + count - 1;
        NextKey = Math.Max(NextKey, last + 1);
        long live = count - (_released?.CountIn(first, last) ?? 0);
        int at = CutOut(first, last);
        if (live == 0)
        {
            return;
        }

        segment.AddLive(live, bytesPerKey);
        Insert(at, new Extent { Segment = segment, First = first, Last = last, Live = live, BytesPerKey = bytesPerKey });
        if (join || Adjacent(at))
        {
            Join(at);
        }

        if (join || Adjacent(at - 1))
        {
            Join(at - 1);
        }
    }

    /// <summary>Joins what <see cref="Move"/> left apart during recovery.</summary>
    internal void JoinAll()
    {
        for (int i = _extentCount - 2; i >= 0; i--)
        {
            Join(i);
        }
    }

    /// <summary>Marks keys dead; keys that are dead already or never were do no harm.</summary>
    internal void Release(long first, long count)
    {
        if (_extentCount == 0)
        {
            return;
        }

        long end = _extents[_extentCount - 1].Last;
        long last = count > end - first ? end : first + count - 1;
        first = Math.Max(first, _extents[0].First);
        if (first > last)
        {
            return;
        }

        int from = FirstEndingAtOrAfter(first);
        int emptied = 0;
        for (int i = from; i < _extentCount && _extents[i].First <= last; i++)
        {
            ref Extent extent = ref _extents[i];
            long low = Math.Max(first, extent.First);
            long high = Math.Min(last, extent.Last);
            long dying = high - low + 1 - (_released?.CountIn(low, high) ?? 0);
            extent.Live -= dying;
            extent.Segment.RemoveLive(dying, extent.BytesPerKey);
            emptied += extent.Live == 0 ? 1 : 0;
        }

        (_released ??= new KeySet()).Add(first, last);
        if (emptied > 0)
        {
            RemoveEmptied(from, last);
        }
    }

    /// <summary>The segment that holds a key; null if the key is dead or unknown.</summary>
    internal Segment? Find(long key)
    {
        int at = FirstEndingAtOrAfter(key);
        bool alive = at < _extentCount && _extents[at].First <= key && _released?.Contains(key) != true;
        return alive ? _extents[at].Segment : null;
    }

    /// <summary>The living keys in a segment, ascending.</summary>
    internal List<KeyRange> AliveIn(Segment segment)
    {
        List<KeyRange> ranges = [];
        for (int i = 0; i < _extentCount; i++)
        {
            if (_extents[i].Segment != segment)
            {
                continue;
            }

            if (_released is null)
            {
                ranges.Add(new KeyRange(_extents[i].First, _extents[i].Last - _extents[i].First + 1));
            }
            else
            {
                _released.CollectMissing(_extents[i].First, _extents[i].Last, ranges);
            }
        }

        return ranges;
    }

    /// <summary>Whether living keys keep a segment.</summary>
    internal bool AnyIn(Segment segment)
    {
        for (int i = 0; i < _extentCount; i++)
        {
            if (_extents[i].Segment == segment)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any of the keys lie in a segment.</summary>
    internal bool Touches(Segment segment, long first, long count)
    {
        for (int i = FirstEndingAtOrAfter(first); i < _extentCount && _extents[i].First <= first + count - 1; i++)
        {
            if (_extents[i].Segment == segment)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets go of everything.</summary>
    internal void Clear()
    {
        for (int i = 0; i < _extentCount; i++)
        {
            _extents[i].Segment.RemoveLive(_extents[i].Live, _extents[i].BytesPerKey);
        }

        _extents = NoExtents;
        _extentCount = 0;
        _released = null;
    }

    // Removes first..last from all extents, splitting where needed; returns where an extent of these keys belongs.
    private int CutOut(long first, long last)
    {
        int at = FirstEndingAtOrAfter(first);
        while (at < _extentCount && _extents[at].First <= last)
        {
            Extent whole = _extents[at];
            RemoveAt(at);
            whole.Segment.RemoveLive(whole.Live, whole.BytesPerKey);
            if (whole.First < first && PutBack(at, whole, whole.First, first - 1))
            {
                at++;
            }

            if (whole.Last > last)
            {
                PutBack(at, whole, last + 1, whole.Last);
                break;
            }
        }

        return at;
    }

    private bool PutBack(int at, in Extent whole, long first, long last)
    {
        long live = last - first + 1 - (_released?.CountIn(first, last) ?? 0);
        if (live == 0)
        {
            return false;
        }

        whole.Segment.AddLive(live, whole.BytesPerKey);
        Insert(at, new Extent { Segment = whole.Segment, First = first, Last = last, Live = live, BytesPerKey = whole.BytesPerKey });
        return true;
    }

    private void RemoveEmptied(int from, long last)
    {
        for (int i = from; i < _extentCount && _extents[i].First <= last;)
        {
            if (_extents[i].Live > 0)
            {
                i++;
                continue;
            }

            RemoveAt(i);
            Join(i - 1);
            i = Math.Max(i - 1, 0);
        }

        if (_extentCount == 0)
        {
            _extents = NoExtents;
            _released = null;
        }
        else
        {
            _released?.RemoveBelow(_extents[0].First);
        }
    }

    private bool Adjacent(int left) =>
        left >= 0 && left + 1 < _extentCount && _extents[left].Last + 1 == _extents[left + 1].First;

    // Keys between two extents are covered by nobody, so they are dead; saying so makes the two one.
    private void Join(int left)
    {
        if (left < 0 || left + 1 >= _extentCount || _extents[left].Segment != _extents[left + 1].Segment)
        {
            return;
        }

        ref Extent a = ref _extents[left];
        ref Extent b = ref _extents[left + 1];
        if (a.Last + 1 < b.First)
        {
            (_released ??= new KeySet()).Add(a.Last + 1, b.First - 1);
        }

        a.BytesPerKey = ((a.Live * a.BytesPerKey) + (b.Live * b.BytesPerKey)) / (a.Live + b.Live);
        a.Live += b.Live;
        a.Last = b.Last;
        RemoveAt(left + 1);
    }

    private int FirstEndingAtOrAfter(long key)
    {
        int low = 0;
        int high = _extentCount;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_extents[middle].Last < key)
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

    private void Insert(int at, in Extent extent)
    {
        if (_extentCount == _extents.Length)
        {
            Array.Resize(ref _extents, Math.Max(1, _extentCount * 2));
        }

        Array.Copy(_extents, at, _extents, at + 1, _extentCount - at);
        _extents[at] = extent;
        _extentCount++;
    }

    private void RemoveAt(int at)
    {
        Array.Copy(_extents, at + 1, _extents, at, _extentCount - at - 1);
        _extents[--_extentCount] = default;
    }
}
