namespace Actors.Journal;

/// <summary>One record as recovery hands it to the owner: everything but the data, which stays on disk.</summary>
public readonly ref struct ReplayedRecord
{
    /// <summary>The owner of the record.</summary>
    public required long Actor { get; init; }

    /// <summary>What the record means to replay.</summary>
    public required RecordKind Kind { get; init; }

    /// <summary>The first key whose data the record holds.</summary>
    public long FirstKey { get; init; }

    /// <summary>How many keys the record holds; 0 means no data.</summary>
    public int KeyCount { get; init; }

    /// <summary>The number that was given with the record.</summary>
    public long Tag { get; init; }

    /// <summary>The state of the record; valid only during the call.</summary>
    public ReadOnlySpan<byte> State { get; init; }
}
