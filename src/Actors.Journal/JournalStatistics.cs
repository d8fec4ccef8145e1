namespace Actors.Journal;

/// <summary>What a journal holds and how it fares, at one moment.</summary>
public sealed record JournalStatistics
{
    /// <summary>Whether appends are taken.</summary>
    public required JournalState State { get; init; }

    /// <summary>Why appends are not taken; null when they are.</summary>
    public Exception? Reason { get; init; }

    /// <summary>Bytes of all files of the journal, prepared segments included.</summary>
    public required long BytesOnDisk { get; init; }

    /// <summary>Bytes that are still needed: data of living keys (by the average of their records) and state for replay.</summary>
    public required long LiveBytes { get; init; }

    /// <summary>Segments that hold records, the one being appended to included.</summary>
    public required int Segments { get; init; }

    /// <summary>Empty segments standing prepared.</summary>
    public required int SpareSegments { get; init; }

    /// <summary>Actors the journal knows.</summary>
    public required int Actors { get; init; }

    /// <summary>Bytes appended and not yet handed to the operating system.</summary>
    public required long PendingBytes { get; init; }

    /// <summary>Records appended since opening.</summary>
    public required long Records { get; init; }

    /// <summary>Syncs made since opening.</summary>
    public required long Syncs { get; init; }

    /// <summary>The median time of the latest syncs; zero before the first.</summary>
    public required TimeSpan SyncMedian { get; init; }

    /// <summary>The longest of the latest syncs; zero before the first.</summary>
    public required TimeSpan SyncLongest { get; init; }

    /// <summary>Bytes that recovery cut from the torn tail; 0 when the journal ended cleanly.</summary>
    public required long TornBytes { get; init; }

    /// <summary>Where recovery cut, as file name and byte position; null when nothing was cut.</summary>
    public string? TornAt { get; init; }
}
