namespace Actors.Journal;

/// <summary>State of one actor in one segment that replay still needs.</summary>
internal readonly record struct Pin(Segment Segment, int Bytes);
