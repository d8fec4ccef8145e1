using System.Numerics;
using System.Runtime.InteropServices;

namespace Actors.Core.Offsets;

/// <summary>Any offsets, a bit each, 64 neighbours together. Pages without a member cost nothing.</summary>
internal sealed class OffsetBits
{
    private readonly Dictionary<long, ulong> _pages = [];

    public long Count { get; private set; }

    public bool Contains(long offset) => (MembersOf(Page.Of(offset)) & Page.Bit(offset)) != 0;

    /// <summary>The members of a page.</summary>
    public ulong MembersOf(long page) => _pages.GetValueOrDefault(page);

    public void Add(OffsetRun run)
    {
        for (var page = Page.Of(run.First); page <= Page.Of(run.End - 1); page++)
        {
            ref var members = ref CollectionsMarshal.GetValueRefOrAddDefault(_pages, page, out _);
            var mask = Page.Mask(run, page);
            Count += BitOperations.PopCount(mask & ~members);
            members |= mask;
        }
    }

    /// <summary>Takes out one offset.</summary>
    /// <returns>Whether it was a member.</returns>
    public bool Remove(long offset)
    {
        var page = Page.Of(offset);
        ref var members = ref CollectionsMarshal.GetValueRefOrNullRef(_pages, page);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref members) || (members & Page.Bit(offset)) == 0)
        {
            return false;
        }

        Count--;
        members &= ~Page.Bit(offset);
        if (members == 0)
        {
            _pages.Remove(page);
        }

        return true;
    }

    /// <summary>All members, lowest first.</summary>
    public IEnumerable<OffsetRun> Runs()
    {
        foreach (var page in _pages.Keys.Order())
        {
            for (var members = _pages[page]; members != 0;)
            {
                yield return Page.TakeStretch(ref members, page);
            }
        }
    }
}
