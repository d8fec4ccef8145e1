namespace Actors.Journal;

/// <summary>What stands behind a bad place of a segment.</summary>
/// <param name="End">Where the last good record ends; the bad place itself if there is none.</param>
/// <param name="NonZeroEnd">Where the last byte that is not zero ends.</param>
/// <param name="Durable">The highest position that marks among the good records call durable.</param>
internal readonly record struct Remains(int End, int NonZeroEnd, Position Durable);
