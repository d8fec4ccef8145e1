using System.Security.Cryptography;

namespace Actors.Journal;

/// <summary>Makes segments ready: new ones, and dead ones for another life.</summary>
internal sealed class SegmentFactory(IJournalFiles files, int segmentBytes)
{
    /// <summary>The number the next prepared segment gets.</summary>
    internal int NextNumber { get; set; } = 1;

    /// <summary>Sets space aside for a new segment.</summary>
    /// <exception cref="NoSpaceException">There is none.</exception>
    internal Segment Create()
    {
        int number = NextNumber;
        IJournalFile file = files.Create(FileNames.Segment(number), segmentBytes);
        try
        {
            files.SyncFolder();
            Segment segment = Begin(number, file, isRecycled: false);
            NextNumber = number + 1;
            return segment;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gives a dead segment its next number and life. The name must be durable before the header changes: a crash
    /// between the two leaves a last file with a header that does not match, which recovery knows to be empty.
    /// </summary>
    internal Segment Recycle(Segment dead)
    {
        int number = NextNumber;
        files.Rename(dead.Name, FileNames.Segment(number));
        NextNumber = number + 1;
        files.SyncFolder();
        return Begin(number, dead.File, isRecycled: true);
    }

    /// <summary>Writes the header of a new life and makes it durable. The salt makes all older records invalid.</summary>
    internal static Segment Begin(int number, IJournalFile file, bool isRecycled)
    {
        Span<byte> salt = stackalloc byte[8];
        RandomNumberGenerator.Fill(salt);
        var header = new SegmentHeader(number, BitConverter.ToUInt64(salt), isRecycled);
        Span<byte> bytes = stackalloc byte[SegmentHeader.Size];
        header.Write(bytes);
        file.Write(bytes, 0);
        file.Sync();
        return new Segment(header, file);
    }
}
