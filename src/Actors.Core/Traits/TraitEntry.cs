namespace Actors.Core.Traits;

/// <summary>A message that has traits.</summary>
/// <param name="Offset">The message.</param>
/// <param name="Traits">What it wants.</param>
public readonly record struct TraitEntry(long Offset, MessageTraits Traits);
