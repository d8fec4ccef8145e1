namespace Actors.Journal;

/// <summary>
/// Told how an append ended. Called on the journal's thread, in the order of the appends; must return quickly and must
/// not throw, because every other append waits meanwhile.
/// </summary>
public interface ICommit
{
    /// <summary>The record is as safe as it asked to be, see <see cref="Record.Sync"/>.</summary>
    void Committed();

    /// <summary>Whether the record will be found again is unknown until the journal has been opened anew.</summary>
    /// <param name="error">What went wrong.</param>
    void Failed(Exception error);
}
