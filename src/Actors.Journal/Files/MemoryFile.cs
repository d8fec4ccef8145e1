namespace Actors.Journal;

/// <summary>A handle on a file of <see cref="MemoryFiles"/>; worthless after a crash, as a real one.</summary>
internal sealed class MemoryFile(MemoryFiles files, string name, MemoryContent content, int life) : IJournalFile
{
    public long Length => content.Length;

    public int Read(Span<byte> buffer, long offset) => files.Read(content, life, buffer, offset);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => files.Write(content, name, life, bytes, offset);

    public void Sync() => files.Sync(content, name, life);

    public void Dispose()
    {
        // Nothing to give back: the bytes belong to the folder.
    }
}
