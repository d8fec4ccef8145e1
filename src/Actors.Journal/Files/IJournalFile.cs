namespace Actors.Journal;

/// <summary>One open file. Reading is safe from any thread; writing and syncing come from one thread at a time.</summary>
public interface IJournalFile : IDisposable
{
    /// <summary>The size in bytes.</summary>
    long Length { get; }

    /// <summary>Reads from a position until the buffer is full or the file ends.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Where from.</param>
    /// <returns>How many bytes were read.</returns>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all bytes at a position.</summary>
    /// <param name="bytes">What to write.</param>
    /// <param name="offset">Where to.</param>
    /// <exception cref="NoSpaceException">There is no room.</exception>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Returns once everything written before is durable. After an error nothing may be assumed durable.</summary>
    void Sync();
}
