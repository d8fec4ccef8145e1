using System.Numerics;

namespace Actors.Core.Offsets;

/// <summary>Any offsets, taken out lowest first. Costs a word for every 64 neighbours that has a member.</summary>
internal sealed class OffsetSet
{
    private const int SmallestTrim = 64;

    private readonly Dictionary<long, ulong> _pages = [];

    // Holds every page of the dictionary at least once. Pages that are gone are dropped when they come up, or are too many.
    private readonly PriorityQueue<long, long> _order = new();

    public long Count { get; private set; }

    /// <summary>Whether an offset is a member.</summary>
    public bool Contains(long offset) => Count > 0 && (MembersOf(Page.Of(offset)) & Page.Bit(offset)) != 0;

    /// <summary>The members of a page.</summary>
    public ulong MembersOf(long page) => _pages.GetValueOrDefault(page);

    public void Add(OffsetRun run)
    {
        for (var page = Page.Of(run.First); page <= Page.Of(run.End - 1); page++)
        {
            var mask = Page.Mask(run, page);
            if (!_pages.TryGetValue(page, out var members))
            {
                TrimOrder();
                _order.Enqueue(page, page);
            }

            Count += BitOperations.PopCount(mask & ~members);
            _pages[page] = members | mask;
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
            if (_pages.TryGetValue(page, out var members))
            {
                var mask = Page.Mask(run, page) & members;
                Count -= BitOperations.PopCount(mask);
                _pages[page] = members & ~mask;
                if (_pages[page] == 0)
                {
                    _pages.Remove(page);
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
            var page = _order.Peek();
            if (_pages.TryGetValue(page, out var members))
            {
                run = Page.TakeStretch(ref members, page);
                return true;
            }

            _order.Dequeue();
        }

        run = default;
        return false;
    }

    public IEnumerable<OffsetRun> Runs()
    {
        foreach (var page in _pages.Keys.Order())
        {
            var members = _pages[page];
            while (members != 0)
            {
                yield return Page.TakeStretch(ref members, page);
            }
        }
    }

    public void Clear()
    {
        _pages.Clear();
        _order.Clear();
        Count = 0;
    }

    private void TrimOrder()
    {
        if (_order.Count > SmallestTrim && _order.Count > 4 * _pages.Count)
        {
            _order.Clear();
            _order.EnqueueRange(_pages.Keys.Select(page => (page, page)));
        }
    }
}
