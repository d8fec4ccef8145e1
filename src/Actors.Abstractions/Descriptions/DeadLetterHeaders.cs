namespace Actors;

/// <summary>The headers that tell where a dead-lettered message came from and why. Its other headers are as the publisher set them.</summary>
public static class DeadLetterHeaders
{
    /// <summary>The address of the queue or subscription it came from; text.</summary>
    public const string Source = "dead-letter-source";

    /// <summary>Why: <c>rejected</c>, <c>delivery-limit</c>, <c>expired</c> or <c>max-length</c>; text.</summary>
    public const string Reason = "dead-letter-reason";

    /// <summary>How often it had been delivered; an integer.</summary>
    public const string Attempts = "dead-letter-attempts";

    /// <summary>When it was first published to its source; a time.</summary>
    public const string FirstTime = "dead-letter-first-time";

    /// <summary>When it was dead-lettered; a time.</summary>
    public const string LastTime = "dead-letter-last-time";

    /// <summary>The offset it had in its source; an integer.</summary>
    public const string Offset = "dead-letter-offset";

    /// <summary>
    /// Where it was dead-lettered so far, the latest place first; a list of at most 8 tables: <c>source</c>, <c>reason</c>,
    /// <c>count</c> (how often there for that reason), <c>subject</c> (what it was about then, if anything) and <c>time</c> (the first).
    /// </summary>
    public const string History = "dead-letter-history";

    internal static IReadOnlyList<string> Names { get; } = [Source, Reason, Attempts, FirstTime, LastTime, Offset, History];
}
