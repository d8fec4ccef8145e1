namespace Actors.Sample.Bookkeeping;

/// <summary>Something that must be true at the end of a run.</summary>
/// <param name="Text">What, as a sentence.</param>
/// <param name="Holds">Whether it is.</param>
internal readonly record struct Check(string Text, bool Holds);
