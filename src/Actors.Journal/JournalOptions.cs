namespace Actors.Journal;

/// <summary>How a journal is kept. Values are checked by <see cref="FileJournal.Open"/>.</summary>
public sealed record JournalOptions
{
    /// <summary>The folder of the journal; made if missing. Nothing else may live in it.</summary>
    public string Folder { get; init; } = "data";

    /// <summary>The size of one segment in bytes; default 64 MiB. Existing segments keep the size they have.</summary>
    public int SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many empty segments may stand prepared; default 4. Two are always there (the next one and the reserve for a
    /// full disk), the others are dead segments kept because blocks written before are faster to sync than new ones.
    /// </summary>
    public int SpareSegments { get; init; } = 4;

    /// <summary>
    /// After how many segments the owner is asked for a snapshot of an actor that still appends; default 2.
    /// </summary>
    public int SnapshotSegments { get; init; } = 2;

    /// <summary>How often a full disk is asked for room again; default 1 s.</summary>
    public TimeSpan RoomProbe { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The file system; null means the real one below <see cref="Folder"/>.</summary>
    public IJournalFiles? Files { get; init; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Folder);
        Check(SegmentBytes, JournalLimits.MinSegmentBytes, JournalLimits.MaxSegmentBytes, nameof(SegmentBytes));
        Check(SpareSegments, JournalLimits.MinSpareSegments, JournalLimits.MaxSpareSegments, nameof(SpareSegments));
        Check(SnapshotSegments, 1, int.MaxValue, nameof(SnapshotSegments));
        if (RoomProbe <= TimeSpan.Zero)
        {
            throw new ArgumentException($"RoomProbe is {RoomProbe}; it must be above zero.", nameof(RoomProbe));
        }
    }

    private static void Check(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentException($"{name} is {value}; allowed are {least} to {most}.", name);
        }
    }
}
