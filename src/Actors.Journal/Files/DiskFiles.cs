using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Actors.Journal;

/// <summary>A folder of the real file system.</summary>
public sealed class DiskFiles : IJournalFiles
{
    private const string LockName = "lock";

    /// <summary>Names the folder; nothing is touched yet.</summary>
    /// <param name="folder">The folder, relative to the working directory or absolute.</param>
    public DiskFiles(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Folder = Path.GetFullPath(folder);
    }

    /// <inheritdoc/>
    public string Folder { get; }

    /// <inheritdoc/>
    public IDisposable Lock()
    {
        Directory.CreateDirectory(Folder);
        string path = Path.Combine(Folder, LockName);
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new JournalLockedException(Folder, Holder(path), error);
        }

        byte[] holder = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture).PadRight(12));
        RandomAccess.Write(handle, holder, 0);
        return handle;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path))];

    /// <inheritdoc/>
    public IJournalFile Open(string name)
    {
        string path = Path.Combine(Folder, name);
        return new DiskFile(name, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete));
    }

    /// <inheritdoc/>
    public IJournalFile Create(string name, long bytes)
    {
        string path = Path.Combine(Folder, name);
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            SystemCalls.Allocate(handle, name, bytes);
            return new DiskFile(name, handle);
        }
        catch
        {
            handle.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(Path.Combine(Folder, from), Path.Combine(Folder, to));

    /// <inheritdoc/>
    public void Delete(string name) => File.Delete(Path.Combine(Folder, name));

    /// <inheritdoc/>
    public void SyncFolder() => SystemCalls.SyncFolder(Folder);

    // The lock is advisory and the holder keeps the file open without sharing, so its text is read past the framework.
    private static string? Holder(string path)
    {
        using SafeFileHandle? handle = SystemCalls.OpenToRead(path);
        if (handle is null)
        {
            return null;
        }

        Span<byte> text = stackalloc byte[12];
        int read = RandomAccess.Read(handle, text, 0);
        return int.TryParse(Encoding.ASCII.GetString(text[..read]), CultureInfo.InvariantCulture, out int id)
            ? $"process {id}"
            : null;
    }
}
