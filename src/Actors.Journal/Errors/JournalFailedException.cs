namespace Actors.Journal;

/// <summary>
/// A write or a sync of the journal failed, or the journal was disposed. It takes nothing any more; what had not been
/// committed is unknown until the journal has been opened anew.
/// </summary>
public sealed class JournalFailedException : IOException
{
    internal JournalFailedException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
