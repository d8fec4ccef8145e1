namespace Actors.Journal;

/// <summary>The keys from the first to the last, both included.</summary>
internal readonly record struct KeyInterval(long First, long Last);
