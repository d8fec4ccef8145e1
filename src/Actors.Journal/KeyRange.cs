namespace Actors.Journal;

/// <summary>Keys of one actor that follow each other without a gap.</summary>
/// <param name="First">The first key.</param>
/// <param name="Count">How many keys; above 0.</param>
public readonly record struct KeyRange(long First, long Count)
{
    /// <summary>The last key that belongs to the range.</summary>
    public long Last => First + Count - 1;
}
