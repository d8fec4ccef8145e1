namespace Actors;

/// <summary>How far a redrive has come.</summary>
/// <param name="Moved">Messages stored at their target and removed from the source.</param>
/// <param name="Kept">Messages that were not selected and stay where they are.</param>
/// <param name="Total">Messages that were ready in the source when the redrive began.</param>
public readonly record struct RedriveProgress(long Moved, long Kept, long Total);
