namespace Actors.Journal;

/// <summary>Keys without a gap that one segment holds, all appended or all moved.</summary>
internal readonly record struct KeyRun(long First, long Count, bool IsMoved);
