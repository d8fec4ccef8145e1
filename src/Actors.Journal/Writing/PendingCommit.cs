namespace Actors.Journal;

/// <summary>Somebody who waits for a group to be written, or to be durable.</summary>
internal readonly record struct PendingCommit(ICommit? Commit, bool Sync);
