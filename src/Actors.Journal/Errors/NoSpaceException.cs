namespace Actors.Journal;

/// <summary>The file system has no room. Thrown by <see cref="IJournalFiles"/> and <see cref="IJournalFile"/>.</summary>
public sealed class NoSpaceException : IOException
{
    /// <summary>Names the file for which there was no room.</summary>
    /// <param name="name">The file.</param>
    /// <param name="cause">The error of the system, if there was one.</param>
    public NoSpaceException(string name, Exception? cause = null)
        : base($"No room on the disk for '{name}'.", cause)
    {
    }
}
