namespace Actors.Journal;

/// <summary>A place in the journal: a segment and an offset in bytes inside its file. Ordered as appended.</summary>
internal readonly record struct Position(long Value) : IComparable<Position>
{
    internal Position(int segment, int offset)
        : this(((long)segment << 32) | (uint)offset)
    {
    }

    internal int Segment => (int)(Value >> 32);

    internal int Offset => (int)Value;

    public int CompareTo(Position other) => Value.CompareTo(other.Value);

    public static bool operator <(Position left, Position right) => left.Value < right.Value;

    public static bool operator >(Position left, Position right) => left.Value > right.Value;

    public static bool operator <=(Position left, Position right) => left.Value <= right.Value;

    public static bool operator >=(Position left, Position right) => left.Value >= right.Value;
}
