namespace Actors.Journal;

/// <summary>The piece of a group's buffer that goes to one segment.</summary>
internal readonly record struct GroupPart(Segment Segment, int Offset, int Start, int Length)
{
    /// <summary>Where the part ends in the segment.</summary>
    internal int End => Offset + Length;

    internal bool Holds(Segment segment, int offset) => Segment == segment && offset >= Offset && offset < End;
}
