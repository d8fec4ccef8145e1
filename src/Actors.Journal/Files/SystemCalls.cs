using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Actors.Journal;

/// <summary>
/// The few calls .NET has no face for. Everywhere but on Linux the framework's nearest equivalent is used: it syncs
/// more than asked and sets no space aside, which costs time and the promptness of "disk full", never safety.
/// </summary>
internal static partial class SystemCalls
{
    private const int NoSpace = 28;
    private const int Interrupted = 4;
    private const int NotSupported = 95;
    private const int NotImplemented = 38;
    private const int ReadOnly = 0;

    internal static void SyncData(SafeFileHandle file, string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        if (FDataSync(file) != 0)
        {
            throw new IOException($"The sync of '{name}' failed: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    internal static void Allocate(SafeFileHandle file, string name, long bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.SetLength(file, bytes);
            return;
        }

        int error;
        do
        {
            error = PosixFAllocate(file, 0, bytes);
        }
        while (error == Interrupted);

        if (error == NoSpace)
        {
            throw new NoSpaceException(name);
        }

        if (error is NotSupported or NotImplemented)
        {
            RandomAccess.SetLength(file, bytes);
            return;
        }

        if (error != 0)
        {
            throw new IOException($"Setting {bytes} bytes aside for '{name}' failed: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    internal static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using SafeFileHandle? handle = OpenToRead(folder);
        if (handle is null || FSync(handle) != 0)
        {
            throw new IOException($"The sync of the folder '{folder}' failed: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    internal static SafeFileHandle? OpenToRead(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        SafeFileHandle handle = Open(path, ReadOnly);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int PosixFAllocate(SafeFileHandle file, long offset, long length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
