namespace Actors.Journal;

/// <summary>
/// The folder of one journal: the seam between the journal and the file system, and the place where tests put faults.
/// Names have no folder part. Any call may throw <see cref="IOException"/>.
/// </summary>
public interface IJournalFiles
{
    /// <summary>The folder as it should be named in messages.</summary>
    string Folder { get; }

    /// <summary>Makes the folder if it is missing and keeps everybody else out until the result is disposed.</summary>
    /// <exception cref="JournalLockedException">Somebody else holds it.</exception>
    IDisposable Lock();

    /// <summary>The names of all files.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a file that exists.</summary>
    /// <param name="name">The file.</param>
    IJournalFile Open(string name);

    /// <summary>
    /// Makes a file, replacing one of the same name, with its space set aside and reading as zeroes.
    /// </summary>
    /// <param name="name">The file.</param>
    /// <param name="bytes">Its size.</param>
    /// <exception cref="NoSpaceException">There is no room; the file does not exist then.</exception>
    IJournalFile Create(string name, long bytes);

    /// <summary>Gives a file another name; open handles stay good.</summary>
    /// <param name="from">The name it has.</param>
    /// <param name="to">The name it gets; free so far.</param>
    void Rename(string from, string to);

    /// <summary>Deletes a file; does nothing if it is gone already.</summary>
    /// <param name="name">The file.</param>
    void Delete(string name);

    /// <summary>Makes creating, renaming and deleting durable.</summary>
    void SyncFolder();
}
