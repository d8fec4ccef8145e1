using System.Buffers.Binary;

namespace Actors.Journal;

/// <summary>
/// Looks for good records behind the place where a segment stops making sense. They can be there for two reasons: a write
/// that was under way was torn (nothing says they were ever durable), or what is before them was damaged later (a mark
/// among them says that everything up to a position behind the bad place had been synced).
/// </summary>
internal static class RemainsScan
{
    private const int Window = 1024 * 1024;

    /// <summary>Scans from an offset to the end of the file.</summary>
    internal static Remains Find(IJournalFile file, SegmentHeader segment, int from)
    {
        var remains = new Remains(from, from, default);
        Span<byte> stamp = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(stamp, (uint)segment.Salt);
        byte[] window = new byte[Window];
        long length = file.Length;
        for (long start = from; start < length; start += Window - RecordHeader.Size)
        {
            ReadOnlySpan<byte> bytes = window.AsSpan(0, file.Read(window, start));
            int nonZero = bytes.LastIndexOfAnyExcept((byte)0);
            if (nonZero >= 0)
            {
                remains = remains with { NonZeroEnd = (int)start + nonZero + 1 };
            }

            for (int at = Next(bytes, stamp, 0); at >= 0; at = Next(bytes, stamp, at + 1))
            {
                long offset = start + at - RecordHeader.StampOffset;
                if (offset >= remains.End && offset % RecordHeader.Alignment == 0)
                {
                    remains = Follow(file, segment, (int)offset, remains);
                }
            }
        }

        return remains;
    }

    private static int Next(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> stamp, int from)
    {
        int found = from >= bytes.Length ? -1 : bytes[from..].IndexOf(stamp);
        return found < 0 ? -1 : from + found;
    }

    private static Remains Follow(IJournalFile file, SegmentHeader segment, int offset, Remains remains)
    {
        var scan = new SegmentScan(file, segment, readData: true, offset);
        while (scan.Next())
        {
            remains = remains with { End = scan.Offset + scan.Header.PaddedLength };
            if (scan.Header.Kind == StoredKind.Mark)
            {
                var position = new Position(BinaryPrimitives.ReadInt64LittleEndian(scan.State));
                remains = remains with { Durable = position > remains.Durable ? position : remains.Durable };
            }
        }

        return remains;
    }
}
