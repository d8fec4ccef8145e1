namespace Actors.Core.Intakes;

/// <summary>A message that somebody wants to publish.</summary>
/// <param name="Bytes">Its encoded bytes.</param>
/// <param name="Id">The hash by which duplicates are found; 0 for none.</param>
public readonly record struct Candidate(int Bytes, UInt128 Id);
