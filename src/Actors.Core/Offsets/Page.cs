using System.Numerics;

namespace Actors.Core.Offsets;

/// <summary>Offsets in groups of 64, so that a set of them is one machine word and work on neighbours is a few instructions.</summary>
internal static class Page
{
    /// <summary>Offsets in a page.</summary>
    public const int Size = 64;

    /// <summary>All offsets of a page.</summary>
    public const ulong Full = ulong.MaxValue;

    /// <summary>The page an offset lies in.</summary>
    public static long Of(long offset) => offset >> 6;

    /// <summary>The first offset of a page.</summary>
    public static long First(long page) => page << 6;

    /// <summary>An offset's place in its page.</summary>
    public static int Index(long offset) => (int)(offset & 63);

    /// <summary>An offset as a bit of its page.</summary>
    public static ulong Bit(long offset) => 1UL << Index(offset);

    /// <summary>The part of a run that lies in a page, as bits.</summary>
    public static ulong Mask(OffsetRun run, long page)
    {
        var from = Math.Max(run.First - First(page), 0);
        var to = Math.Min(run.End - First(page), Size);
        return to <= from ? 0 : (Full >> (Size - (int)(to - from))) << (int)from;
    }

    /// <summary>Takes the lowest stretch of neighbouring bits off a mask.</summary>
    /// <param name="mask">The bits; must not be empty. What is left of them afterwards.</param>
    /// <param name="page">The page they belong to.</param>
    public static OffsetRun TakeStretch(ref ulong mask, long page)
    {
        var from = BitOperations.TrailingZeroCount(mask);
        var length = BitOperations.TrailingZeroCount(~(mask >> from));
        mask &= length == Size ? 0 : ~(((1UL << length) - 1) << from);
        return new OffsetRun(First(page) + from, length);
    }
}
