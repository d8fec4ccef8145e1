namespace Actors.Core.Offsets;

/// <summary>Neighbouring offsets of a log.</summary>
/// <param name="First">The first offset.</param>
/// <param name="Count">How many.</param>
public readonly record struct OffsetRun(long First, long Count)
{
    /// <summary>The offset behind the last one.</summary>
    public long End => First + Count;

    /// <summary>The run from one offset up to, not including, another.</summary>
    /// <param name="first">The first offset.</param>
    /// <param name="end">The offset behind the last one.</param>
    public static OffsetRun Between(long first, long end) => new(first, end - first);

    /// <inheritdoc/>
    public override string ToString() => Count == 1 ? $"{First}" : $"{First}..{End - 1}";
}
