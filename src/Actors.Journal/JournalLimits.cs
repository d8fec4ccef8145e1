namespace Actors.Journal;

/// <summary>What the journal accepts at most.</summary>
public static class JournalLimits
{
    /// <summary>The largest state and data of one record together: 48 MiB, and never more than fits a segment.</summary>
    public const int MaxRecordBytes = 48 * 1024 * 1024;

    /// <summary>The smallest segment: 4 KiB, useful only in tests.</summary>
    public const int MinSegmentBytes = 4 * 1024;

    /// <summary>The largest segment: 1 GiB, so that offsets inside a segment fit 32 bits.</summary>
    public const int MaxSegmentBytes = 1024 * 1024 * 1024;

    /// <summary>The fewest prepared segments: the next one, and the one kept back for a full disk.</summary>
    public const int MinSpareSegments = 2;

    /// <summary>The most prepared segments.</summary>
    public const int MaxSpareSegments = 64;
}
