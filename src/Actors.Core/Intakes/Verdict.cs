namespace Actors.Core.Intakes;

/// <summary>What becomes of one message.</summary>
/// <param name="Kind">What.</param>
/// <param name="Offset">Its offset if it is stored; that of the one stored before, or -1 when it is not known; -1 if it is refused.</param>
public readonly record struct Verdict(VerdictKind Kind, long Offset)
{
    /// <summary>Whether the message goes into the log.</summary>
    public bool IsKept => Kind is VerdictKind.Stored or VerdictKind.FullAndDeparting;
}
