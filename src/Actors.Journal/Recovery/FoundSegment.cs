using System.Buffers.Binary;

namespace Actors.Journal;

/// <summary>A segment file as recovery finds it.</summary>
internal sealed record FoundSegment(int Number, IJournalFile File, SegmentHeader? Header)
{
    internal string Name => FileNames.Segment(Number);

    /// <summary>
    /// Whether the file holds records of its present life: every segment begins with the list of the segments in use.
    /// </summary>
    internal bool IsUsed { get; } = Header is { } header && BeginsWithList(File, header);

    internal static FoundSegment Open(IJournalFiles files, int number)
    {
        string name = FileNames.Segment(number);
        IJournalFile file = files.Open(name);
        try
        {
            Span<byte> bytes = stackalloc byte[SegmentHeader.Size];
            int read = file.Read(bytes, 0);
            bool good = SegmentHeader.TryRead(bytes[..read], name, out SegmentHeader header) && header.Number == number;
            return new FoundSegment(number, file, good ? header : null);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether anything stands where records begin.</summary>
    internal bool HasBytes()
    {
        Span<byte> bytes = stackalloc byte[RecordHeader.Size];
        int read = File.Read(bytes, SegmentHeader.RecordsStart);
        return bytes[..read].ContainsAnyExcept((byte)0);
    }

    private static bool BeginsWithList(IJournalFile file, SegmentHeader header)
    {
        Span<byte> stamp = stackalloc byte[4];
        if (file.Read(stamp, SegmentHeader.RecordsStart + RecordHeader.StampOffset) < 4
            || BinaryPrimitives.ReadUInt32LittleEndian(stamp) != (uint)header.Salt)
        {
            return false;
        }

        var scan = new SegmentScan(file, header, readData: false);
        return scan.Next() && scan.Header.Kind == StoredKind.Segments;
    }
}
