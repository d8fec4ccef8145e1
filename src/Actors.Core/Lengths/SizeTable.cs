using System.Numerics;
using Actors.Core.Offsets;

namespace Actors.Core.Lengths;

/// <summary>The encoded bytes of every message of a log whose bytes are limited: 4 bytes a message. Empty for any other log.</summary>
internal sealed class SizeTable
{
    private readonly Dictionary<long, uint[]> _pages = [];

    /// <summary>Whether no message's bytes are known.</summary>
    public bool IsEmpty => _pages.Count == 0;

    public void Add(long first, ReadOnlySpan<uint> sizes)
    {
        for (var i = 0; i < sizes.Length; i++)
        {
            var page = Page.Of(first + i);
            if (!_pages.TryGetValue(page, out var found))
            {
                _pages.Add(page, found = new uint[Page.Size]);
            }

            found[Page.Index(first + i)] = sizes[i];
        }
    }

    /// <summary>The bytes of one message; 0 when it is not known.</summary>
    public uint Find(long offset) => _pages.TryGetValue(Page.Of(offset), out var page) ? page[Page.Index(offset)] : 0;

    /// <summary>The bytes of some messages of a page.</summary>
    public long Sum(long number, ulong mask)
    {
        var sum = 0L;
        if (_pages.TryGetValue(number, out var page))
        {
            for (; mask != 0; mask &= mask - 1)
            {
                sum += page[BitOperations.TrailingZeroCount(mask)];
            }
        }

        return sum;
    }

    /// <summary>Nobody needs the messages any more.</summary>
    public void Forget(OffsetRun run)
    {
        for (var number = Page.Of(run.First); _pages.Count > 0 && number <= Page.Of(run.End - 1); number++)
        {
            if (!_pages.TryGetValue(number, out var page))
            {
                continue;
            }

            for (var rest = Page.Mask(run, number); rest != 0; rest &= rest - 1)
            {
                page[BitOperations.TrailingZeroCount(rest)] = 0;
            }

            if (page.AsSpan().IndexOfAnyExcept(0u) < 0)
            {
                _pages.Remove(number);
            }
        }
    }

    public void Clear() => _pages.Clear();
}
