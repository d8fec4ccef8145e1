using Microsoft.Win32.SafeHandles;

namespace Actors.Journal;

/// <summary>A file of the real file system, read and written by position.</summary>
internal sealed class DiskFile(string name, SafeFileHandle handle) : IJournalFile
{
    // The errors of a write that mean there is no room; everything else is a failure of the disk.
    private const int NoSpaceOnUnix = 28;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);

    public long Length => RandomAccess.GetLength(handle);

    public int Read(Span<byte> buffer, long offset)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int read = RandomAccess.Read(handle, buffer[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (IOException error) when (error.HResult is NoSpaceOnUnix or DiskFullOnWindows)
        {
            throw new NoSpaceException(name, error);
        }
    }

    public void Sync() => SystemCalls.SyncData(handle, name);

    public void Dispose() => handle.Dispose();
}
