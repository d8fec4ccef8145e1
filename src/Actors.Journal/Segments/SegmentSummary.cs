namespace Actors.Journal;

/// <summary>What recovery must know of a segment: a few numbers for each actor, however many records there are.</summary>
internal sealed record SegmentSummary(List<ActorSummary> Actors, List<Tombstone> Tombstones);
