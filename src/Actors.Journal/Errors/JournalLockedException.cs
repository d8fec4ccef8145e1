namespace Actors.Journal;

/// <summary>Somebody else has the folder of the journal open.</summary>
public sealed class JournalLockedException : IOException
{
    internal JournalLockedException(string folder, string? holder, Exception? cause = null)
        : base($"The folder '{folder}' is in use by {holder ?? "another process"}; a journal can be open only once.", cause)
    {
    }
}
