namespace Actors.Journal;

/// <summary>The disk has no room for the record. Nothing was appended; it may be tried again later.</summary>
public sealed class JournalFullException : IOException
{
    internal JournalFullException(string folder, Exception? cause)
        : base($"The disk below '{folder}' is full: the journal takes no new data until there is room for a segment.", cause)
    {
    }
}
