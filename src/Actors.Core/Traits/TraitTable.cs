using System.Numerics;
using Actors.Core.Offsets;

namespace Actors.Core.Traits;

/// <summary>The traits of the messages of one log that some subscription still needs. Messages without traits are not in it.</summary>
internal sealed class TraitTable
{
    // Enough for a queue in motion not to ask for memory all the time.
    private const int SparePages = 64;

    private readonly Dictionary<long, TraitPage> _pages = [];
    private readonly Stack<TraitPage> _spare = new();
    private long _lastNumber = -1;
    private TraitPage? _last;

    /// <summary>Which kinds of traits somebody asks for; the others need not be told.</summary>
    public TraitKinds Needs { get; set; } = TraitKinds.Always;

    /// <summary>Whether no message has traits.</summary>
    public bool IsEmpty => _pages.Count == 0;

    public void Add(long offset, in MessageTraits traits)
    {
        var number = Page.Of(offset);
        var page = PageAt(number);
        if (page is null)
        {
            page = _spare.TryPop(out var spare) ? spare : new TraitPage();
            _pages.Add(number, page);
            (_lastNumber, _last) = (number, page);
        }

        page.Set(Page.Index(offset), traits);
    }

    /// <summary>What a message wants; the default if nothing.</summary>
    public MessageTraits Find(long offset) => _pages.Count == 0 ? default : PageAt(Page.Of(offset))?.Find(Page.Index(offset)) ?? default;

    /// <summary>A message's key; 0 for none.</summary>
    public ulong KeyOf(long offset) => PageAt(Page.Of(offset))?.KeyOf(Page.Index(offset)) ?? 0;

    /// <summary>A message's cost; 0 for none.</summary>
    public uint CostOf(long offset) => PageAt(Page.Of(offset))?.CostOf(Page.Index(offset)) ?? 0;

    /// <summary>Nobody needs the messages any more.</summary>
    public void Forget(OffsetRun run)
    {
        for (var number = Page.Of(run.First); _pages.Count > 0 && number <= Page.Of(run.End - 1); number++)
        {
            if (PageAt(number) is not { } page)
            {
                continue;
            }

            page.Forget(Page.Mask(run, number));
            if (page.Members == 0)
            {
                _pages.Remove(number);
                (_lastNumber, _last) = (-1, null);
                Spare(page);
            }
        }
    }

    public void Clear()
    {
        _pages.Clear();
        (_lastNumber, _last) = (-1, null);
    }

    /// <summary>The messages of a run that have traits, lowest first.</summary>
    public IEnumerable<TraitEntry> In(OffsetRun run)
    {
        if (_pages.Count == 0 || run.Count == 0)
        {
            yield break;
        }

        for (var number = Page.Of(run.First); number <= Page.Of(run.End - 1); number++)
        {
            if (PageAt(number) is not { } page)
            {
                continue;
            }

            for (var rest = page.Members & Page.Mask(run, number); rest != 0; rest &= rest - 1)
            {
                var index = BitOperations.TrailingZeroCount(rest);
                yield return new TraitEntry(Page.First(number) + index, page.Find(index));
            }
        }
    }

    /// <summary>All messages that have traits, lowest first.</summary>
    public IEnumerable<TraitEntry> All() => _pages.Keys.Order().SelectMany(number => In(new OffsetRun(Page.First(number), Page.Size)));

    private void Spare(TraitPage page)
    {
        if (_spare.Count < SparePages)
        {
            page.Renew();
            _spare.Push(page);
        }
    }

    private TraitPage? PageAt(long number)
    {
        // Work on neighbours is the rule: most look-ups are for the page of the look-up before.
        if (number == _lastNumber)
        {
            return _last;
        }

        if (!_pages.TryGetValue(number, out var page))
        {
            return null;
        }

        (_lastNumber, _last) = (number, page);
        return page;
    }
}
