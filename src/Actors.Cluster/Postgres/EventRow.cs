namespace Actors.Cluster.Postgres;

/// <summary>What happened to an actor between two batches: one row.</summary>
/// <param name="Sequence">Its place among the actor's rows.</param>
/// <param name="IsSnapshot">Whether it begins with a snapshot.</param>
/// <param name="Events">The events.</param>
internal readonly record struct EventRow(long Sequence, bool IsSnapshot, RowBuffer Events);
