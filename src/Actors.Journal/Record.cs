namespace Actors.Journal;

/// <summary>
/// One append. The journal copies everything before <see cref="FileJournal.Append"/> returns, so the spans may point
/// into buffers that are reused right afterwards.
/// </summary>
public readonly ref struct Record
{
    /// <summary>The owner of the record; above 0.</summary>
    public required long Actor { get; init; }

    /// <summary>What the record means to replay.</summary>
    public required RecordKind Kind { get; init; }

    /// <summary>
    /// True: committed once a sync has covered the record, which survives the loss of power. False: committed once its
    /// bytes were handed to the operating system, which survives the loss of the process.
    /// </summary>
    public bool Sync { get; init; }

    /// <summary>
    /// True: the record may use the segment that is kept back for a full disk. Meant for records that lead to space
    /// coming back: settlements, snapshots and moves.
    /// </summary>
    public bool UseReserve { get; init; }

    /// <summary>The first of the keys whose data this record holds; 0 or more.</summary>
    public long FirstKey { get; init; }

    /// <summary>
    /// How many keys, counted from <see cref="FirstKey"/>, live in <see cref="Data"/>; 0 means the record has no data.
    /// The keys of an actor only grow, except in <see cref="RecordKind.Moved"/> records.
    /// </summary>
    public int KeyCount { get; init; }

    /// <summary>A number the owner keeps beside the data, for instance the time of publishing.</summary>
    public long Tag { get; init; }

    /// <summary>The small part that replay hands back to the owner.</summary>
    public ReadOnlySpan<byte> State { get; init; }

    /// <summary>The part that is only stored and found again by key; gathered into one run of bytes.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Data { get; init; }
}
