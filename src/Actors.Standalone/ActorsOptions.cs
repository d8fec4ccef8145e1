using Actors.Journal;

namespace Actors.Standalone;

/// <summary>How the broker in this process is set up.</summary>
public sealed class ActorsOptions
{
    /// <summary>The folder that holds the journal; created if missing, used by one broker at a time. <c>data</c> in the current folder by default.</summary>
    public string DataPath { get; set; } = "data";

    /// <summary>What the broker accepts.</summary>
    public Limits Limits { get; set; } = Limits.Default;

    /// <summary>Size of a journal segment in bytes; 64 MiB by default.</summary>
    public int SegmentBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The files the journal is kept in; null for those of the operating system.</summary>
    public IJournalFiles? Files { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;
}
