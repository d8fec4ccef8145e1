using System.Numerics;

namespace Actors.Core.Offsets;

/// <summary>Any offsets, taken out lowest first. Costs a word for every 64 neighbours that has a member.</summary>
internal sealed class OffsetSet
{
    private const int SmallestTrim = 64;

    // Both are made when they are needed: most sets of an idle queue never have a member.
    private Dictionary<long, ulong>? _madePages;
    private PriorityQueue<long, long>? _madeOrder;

    public long Count { get; private set; }

    private Dictionary<long, ulong> Pages => _madePages ??= [];

    // Holds every page of the dictionary at least once. Pages that are gone are dropped when they come up, or are too many.
    private PriorityQueue<long, long> Order => _madeOrder ??= new();

    /// <summary>Whether an offset is a member.</summary>
    public bool Contains(long offset) => Count > 0 && (MembersOf(Page.Of(offset)) & Page.Bit(offset)) != 0;

    /// <summary>The members of a page.</summary>
    public ulong MembersOf(long page) => Count == 0 ? 0 : Pages.GetValueOrDefault(page);

    public void Add(OffsetRun run)
    {
        for (var page = Page.Of(run.First); page <= Page.Of(run.End - 1); page++)
        {
            var mask = Page.Mask(run, page);
            if (!Pages.TryGetValue(page, out var members))
            {
                TrimOrder();
                Order.Enqueue(page, page);
            }

            Count += BitOperations.PopCount(mask & ~members);
            Pages[page] = members | mask;
        }
    }

    public void Remove(OffsetRun run)
    {
        if (Count == 0)
        {
            return;
        }

        for (var page = Page.Of(run.First); page <= Page.Of(run.End - 1); page++)
        {
            if (Pages.TryGetValue(page, out var members))
            {
                var mask = Page.Mask(run, page) & members;
                Count -= BitOperations.PopCount(mask);
                Pages[page] = members & ~mask;
                if (Pages[page] == 0)
                {
                    Pages.Remove(page);
                }
            }
        }
    }

    /// <summary>Takes out the lowest members that are neighbours, at most so many.</summary>
    public bool TryTake(long max, out OffsetRun run)
    {
        if (!TryPeek(out run))
        {
            return false;
        }

        run = run with { Count = Math.Min(run.Count, max) };
        Remove(run);
        return true;
    }

    /// <summary>The lowest members that are neighbours in a page.</summary>
    public bool TryPeek(out OffsetRun run)
    {
        while (Count > 0)
        {
            var page = Order.Peek();
            if (Pages.TryGetValue(page, out var members))
            {
                run = Page.TakeStretch(ref members, page);
                return true;
            }

            Order.Dequeue();
        }

        run = default;
        return false;
    }

    public IEnumerable<OffsetRun> Runs()
    {
        if (Count == 0)
        {
            yield break;
        }

        foreach (var page in Pages.Keys.Order())
        {
            var members = Pages[page];
            while (members != 0)
            {
                yield return Page.TakeStretch(ref members, page);
            }
        }
    }

    public void Clear()
    {
        _madePages?.Clear();
        _madeOrder?.Clear();
        Count = 0;
    }

    private void TrimOrder()
    {
        if (Order.Count > SmallestTrim && Order.Count > 4 * Pages.Count)
        {
            Order.Clear();
            Order.EnqueueRange(Pages.Keys.Select(page => (page, page)));
        }
    }
}
