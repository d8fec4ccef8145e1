namespace Actors.Runtime.Stores;

/// <summary>What one turn leaves behind: events, and the messages it appended.</summary>
internal readonly ref struct LogRecord
{
    /// <summary>Whether the record is a snapshot: it stands for all events before it.</summary>
    public bool IsSnapshot { get; init; }

    /// <summary>Whether somebody waits for the record to be durable; otherwise it becomes so with the next that is.</summary>
    public bool MustSync { get; init; }

    /// <summary>The first message's offset.</summary>
    public long FirstOffset { get; init; }

    /// <summary>How many messages; may be none.</summary>
    public int Count { get; init; }

    /// <summary>When it was written, in ticks of UTC.</summary>
    public long Time { get; init; }

    /// <summary>The events.</summary>
    public ReadOnlySpan<byte> Events { get; init; }

    /// <summary>The encoded messages, batch by batch.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Messages { get; init; }
}
