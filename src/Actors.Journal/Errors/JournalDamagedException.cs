namespace Actors.Journal;

/// <summary>Something that had been stored safely is not what it was: the journal refuses to guess.</summary>
public sealed class JournalDamagedException : IOException
{
    internal JournalDamagedException(string file, long position, string what, Exception? cause = null)
        : base($"The journal is damaged: file '{file}', byte {position}: {what}", cause)
    {
        File = file;
        Position = position;
    }

    /// <summary>The name of the damaged file.</summary>
    public string File { get; }

    /// <summary>The position in the file, in bytes from its start, where the damage shows.</summary>
    public long Position { get; }
}
