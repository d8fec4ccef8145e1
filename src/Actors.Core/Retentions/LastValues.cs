using Actors.Core.Offsets;
using Actors.Core.Traits;

namespace Actors.Core.Retentions;

/// <summary>The last message of every key of a topic, kept for those who join later. Messages without a key are not.</summary>
/// <remarks>About 60 bytes for every key that ever came.</remarks>
internal sealed class LastValues
{
    private readonly Dictionary<ulong, long> _offsets = [];
    private readonly SortedDictionary<long, ulong> _pages = [];

    /// <summary>Messages that were last of their key until others came, and that nobody has asked about since.</summary>
    public List<long> Superseded { get; } = [];

    /// <summary>Whether there are none.</summary>
    public bool AreNone => _offsets.Count == 0;

    /// <summary>The lowest of them.</summary>
    public long Floor
    {
        get
        {
            foreach (var (page, members) in _pages)
            {
                return Page.First(page) + System.Numerics.BitOperations.TrailingZeroCount(members);
            }

            return long.MaxValue;
        }
    }

    /// <summary>Messages are appended.</summary>
    public void Take(ReadOnlySpan<TraitEntry> entries)
    {
        foreach (ref readonly var entry in entries)
        {
            if (entry.Traits.Key == 0)
            {
                continue;
            }

            if (_offsets.TryGetValue(entry.Traits.Key, out var before))
            {
                Unpin(before);
                Superseded.Add(before);
            }

            _offsets[entry.Traits.Key] = entry.Offset;
            _pages[Page.Of(entry.Offset)] = _pages.GetValueOrDefault(Page.Of(entry.Offset)) | Page.Bit(entry.Offset);
        }
    }

    /// <summary>Those of a page.</summary>
    public ulong MembersOf(long page) => _pages.GetValueOrDefault(page);

    /// <summary>All of them, by offset.</summary>
    public IEnumerable<OffsetRun> Runs()
    {
        foreach (var (page, members) in _pages)
        {
            for (var rest = members; rest != 0;)
            {
                yield return Page.TakeStretch(ref rest, page);
            }
        }
    }

    private void Unpin(long offset)
    {
        var page = Page.Of(offset);
        var rest = _pages[page] & ~Page.Bit(offset);
        if (rest == 0)
        {
            _pages.Remove(page);
        }
        else
        {
            _pages[page] = rest;
        }
    }
}
