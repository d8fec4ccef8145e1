namespace Actors.Core.Intakes;

/// <summary>What becomes of a message that somebody wants to publish.</summary>
public enum VerdictKind : byte
{
    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>It was stored before.</summary>
    Duplicate,

    /// <summary>The queue is full.</summary>
    Full,

    /// <summary>The queue is full, and the message is dead-lettered: stored, and told its publisher as refused.</summary>
    FullAndDeparting,

    /// <summary>As many ids are remembered as may be.</summary>
    TooManyIds,
}
