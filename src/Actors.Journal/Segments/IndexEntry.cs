namespace Actors.Journal;

/// <summary>Where the record that holds some keys is, inside its segment.</summary>
internal readonly record struct IndexEntry(long FirstKey, int KeyCount, int Offset, int Length, bool IsMoved)
{
    internal long LastKey => FirstKey + KeyCount - 1;
}
