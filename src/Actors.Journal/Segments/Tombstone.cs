namespace Actors.Journal;

/// <summary>An actor was dropped; segments from <paramref name="OldestSegment"/> on may still hold records of it.</summary>
internal readonly record struct Tombstone(long Actor, int OldestSegment);
