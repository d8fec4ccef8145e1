using System.Numerics;

namespace Actors.Core.Offsets;

/// <summary>Which offsets are settled: everything below the floor, and members above it.</summary>
/// <remarks>
/// Settling in order only moves the floor. Out of order, a word for every 64 neighbours is kept until the floor passes, and
/// whole pages collapse into one bit each, so that a single message held for a week costs two bytes for every thousand
/// settled behind it.
/// </remarks>
internal sealed class SettledSet(long floor)
{
    // Made when they are needed: a queue that is settled in order never has anything in them.
    private Dictionary<long, ulong>? _madePartial;
    private Dictionary<long, ulong>? _madeFull;

    private Dictionary<long, ulong> Partial => _madePartial ??= [];

    private Dictionary<long, ulong> Full => _madeFull ??= [];

    /// <summary>The lowest offset that is not settled.</summary>
    public long Floor { get; private set; } = floor;

    /// <summary>Settled offsets at or above the floor.</summary>
    public long Above { get; private set; }

    public bool Contains(long offset) => offset < Floor || (Above > 0 && (MembersOf(Page.Of(offset)) & Page.Bit(offset)) != 0);

    /// <summary>The settled offsets of a page, those below the floor among them.</summary>
    public ulong MembersOf(long page)
    {
        var below = Page.Mask(OffsetRun.Between(Page.First(page), Math.Max(Floor, Page.First(page))), page);
        return Above == 0 ? below : below | (IsFull(page) ? Page.Full : Partial.GetValueOrDefault(page));
    }

    /// <summary>Settles a run none of whose offsets is settled yet.</summary>
    public void Add(OffsetRun run)
    {
        if (run.First == Floor)
        {
            MoveFloor(run.End);
            AbsorbNeighbours();
            return;
        }

        Above += run.Count;
        for (var page = Page.Of(run.First); page <= Page.Of(run.End - 1); page++)
        {
            AddToPage(page, Page.Mask(run, page));
        }
    }

    /// <summary>The settled runs above the floor, in order.</summary>
    public IEnumerable<OffsetRun> RunsAbove()
    {
        var pages = Full.SelectMany(group => Expand(group.Key, group.Value)).Concat(Partial.Keys).Order();
        foreach (var page in pages)
        {
            var members = MembersOf(page) & ~Page.Mask(OffsetRun.Between(Page.First(page), Math.Max(Floor, Page.First(page))), page);
            while (members != 0)
            {
                yield return Page.TakeStretch(ref members, page);
            }
        }
    }

    private static IEnumerable<long> Expand(long group, ulong bits)
    {
        for (; bits != 0; bits &= bits - 1)
        {
            yield return Page.First(group) + BitOperations.TrailingZeroCount(bits);
        }
    }

    private bool IsFull(long page) => _madeFull is { Count: > 0 } && (Full.GetValueOrDefault(Page.Of(page)) & Page.Bit(page)) != 0;

    private void AddToPage(long page, ulong mask)
    {
        var members = Partial.GetValueOrDefault(page) | mask;
        if (members == Page.Full)
        {
            Partial.Remove(page);
            Full[Page.Of(page)] = Full.GetValueOrDefault(Page.Of(page)) | Page.Bit(page);
        }
        else
        {
            Partial[page] = members;
        }
    }

    private void AbsorbNeighbours()
    {
        while (Above > 0)
        {
            var page = Page.Of(Floor);
            var members = IsFull(page) ? Page.Full : Partial.GetValueOrDefault(page);
            var length = BitOperations.TrailingZeroCount(~(members >> Page.Index(Floor)));
            if (length == 0)
            {
                return;
            }

            Above -= length;
            MoveFloor(Floor + length);
        }
    }

    private void MoveFloor(long floor)
    {
        var page = Page.Of(Floor);
        Floor = floor;
        for (; page < Page.Of(floor) && (_madePartial?.Count ?? 0) + (_madeFull?.Count ?? 0) > 0; page++)
        {
            Forget(page);
        }
    }

    private void Forget(long page)
    {
        if (Partial.Remove(page) || !IsFull(page))
        {
            return;
        }

        var group = Page.Of(page);
        var rest = Full[group] & ~Page.Bit(page);
        if (rest == 0)
        {
            Full.Remove(group);
        }
        else
        {
            Full[group] = rest;
        }
    }
}
