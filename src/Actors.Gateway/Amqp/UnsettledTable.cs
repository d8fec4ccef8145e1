namespace Actors.Gateway.Amqp;

/// <summary>The unsettled deliveries of a channel, by delivery tag.</summary>
/// <remarks>
/// Tags rise without gaps and are mostly settled in order, so they lie in pages, the pages in a ring. A page whose last
/// delivery is settled gives its memory back: a single old delivery costs its page and eight bytes for each page behind it.
/// Not thread-safe.
/// </remarks>
internal sealed class UnsettledTable
{
    private const int PageBits = 8;
    private const int PageSize = 1 << PageBits;

    private UnsettledPage?[] _pages = new UnsettledPage?[4];
    private UnsettledPage? _spare;
    private long _firstPage;
    private int _pageCount;

    /// <summary>How many deliveries there are.</summary>
    public int Count { get; private set; }

    /// <summary>The tag of the next delivery.</summary>
    public ulong NextTag { get; private set; } = 1;

    /// <summary>Gives tags to deliveries that nobody has to settle.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The first tag.</returns>
    public ulong Skip(int count)
    {
        var first = NextTag;
        NextTag += (ulong)count;
        return first;
    }

    /// <summary>Adds deliveries.</summary>
    /// <param name="holder">Who holds them.</param>
    /// <param name="leases">Their leases.</param>
    /// <returns>The first tag; the others follow it.</returns>
    public ulong Add(Holder holder, in LeaseRun leases)
    {
        var first = Skip(leases.Count);
        for (var i = 0; i < leases.Count; i++)
        {
            var tag = (long)first + i;
            PageFor(tag >> PageBits).Put((int)tag & (PageSize - 1), new Unsettled(holder, leases.Epoch, leases.FirstOffset + i, leases.Attempt, leases.Partition));
        }

        Count += leases.Count;
        holder.Held += leases.Count;
        return first;
    }

    /// <summary>Takes a delivery out.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="unsettled">The delivery.</param>
    /// <returns>Whether it was there.</returns>
    public bool TryTake(ulong tag, out Unsettled unsettled)
    {
        unsettled = default;
        var page = tag < NextTag ? Find((long)tag >> PageBits) : null;
        if (page is null || !page.TryTake((int)tag & (PageSize - 1), out unsettled))
        {
            return false;
        }

        Took(unsettled, (long)tag >> PageBits, page);
        return true;
    }

    /// <summary>Takes the delivery with the lowest tag out.</summary>
    /// <param name="last">The highest tag of interest.</param>
    /// <param name="unsettled">The delivery.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTakeFirst(ulong last, out Unsettled unsettled)
    {
        unsettled = default;
        DropEmptyPages();
        if (_pageCount == 0)
        {
            return false;
        }

        var page = At(_firstPage)!;
        var slot = page.First;
        if ((ulong)((_firstPage << PageBits) + slot) > last || !page.TryTake(slot, out unsettled))
        {
            return false;
        }

        Took(unsettled, _firstPage, page);
        return true;
    }

    /// <summary>Whether a tag was given and its delivery is not settled yet.</summary>
    /// <param name="tag">The tag.</param>
    public bool Holds(ulong tag) => tag < NextTag && Find((long)tag >> PageBits) is { } page && page.Holds((int)tag & (PageSize - 1));

    private void Took(in Unsettled unsettled, long number, UnsettledPage page)
    {
        Count--;
        unsettled.Holder!.Held--;
        if (page.Count == 0 && number != (long)NextTag >> PageBits)
        {
            At(number) = null;
            _spare = page;
        }
    }

    private UnsettledPage? Find(long number) => number >= _firstPage && number < _firstPage + _pageCount ? At(number) : null;

    private UnsettledPage PageFor(long number)
    {
        DropEmptyPages();
        if (_pageCount == 0)
        {
            _firstPage = number;
        }

        if (number - _firstPage >= _pages.Length)
        {
            Grow();
        }

        while (_firstPage + _pageCount <= number)
        {
            At(_firstPage + _pageCount++) = null;
        }

        ref var page = ref At(number);
        if (page is null)
        {
            (page, _spare) = (_spare ?? new UnsettledPage(PageSize), null);
        }

        return page;
    }

    private void DropEmptyPages()
    {
        while (_pageCount > 0 && (At(_firstPage) is not { } page || page.Count == 0))
        {
            ref var first = ref At(_firstPage);
            _spare ??= first;
            first = null;
            _firstPage++;
            _pageCount--;
        }
    }

    private void Grow()
    {
        var larger = new UnsettledPage?[_pages.Length * 2];
        for (var number = _firstPage; number < _firstPage + _pageCount; number++)
        {
            larger[number & (larger.Length - 1)] = At(number);
        }

        _pages = larger;
    }

    private ref UnsettledPage? At(long number) => ref _pages[number & (_pages.Length - 1)];
}
