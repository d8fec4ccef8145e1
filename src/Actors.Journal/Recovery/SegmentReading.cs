using System.Buffers.Binary;

namespace Actors.Journal;

/// <summary>All good records of a segment, from its start to the first place without one.</summary>
internal sealed class SegmentReading
{
    /// <summary>Where the records are.</summary>
    internal SegmentIndex Index { get; } = new();

    /// <summary>Where the last record ends.</summary>
    internal int End { get; private set; }

    /// <summary>The number of the next segment if this one was ended properly; otherwise 0.</summary>
    internal int NextSegment { get; private set; }

    /// <summary>The newest list of segments in use.</summary>
    internal SegmentList Listed { get; private set; } = new();

    /// <summary>The highest position that the marks call durable.</summary>
    internal Position Durable { get; private set; }

    /// <summary>Whether a record once began where the good ones end.</summary>
    internal bool EndsAtRemains { get; private set; }

    /// <summary>Reads and verifies a segment that was ended properly.</summary>
    /// <exception cref="JournalDamagedException">A record before the end is not readable.</exception>
    internal static SegmentReading ReadSealed(IJournalFile file, SegmentHeader header)
    {
        SegmentReading reading = Read(file, header);
        return reading.NextSegment != 0
            ? reading
            : throw new JournalDamagedException(
                FileNames.Segment(header.Number), reading.End, "a record of a sealed segment is not readable.");
    }

    /// <summary>Reads and verifies everything.</summary>
    internal static SegmentReading Read(IJournalFile file, SegmentHeader header)
    {
        var reading = new SegmentReading();
        var scan = new SegmentScan(file, header, readData: true);
        while (reading.NextSegment == 0 && scan.Next())
        {
            reading.End = scan.Offset + scan.Header.PaddedLength;
            reading.Index.Add(scan.Header, scan.Offset);
            if (scan.Header.Kind == StoredKind.Segments)
            {
                reading.Listed = SegmentList.Read(scan.State);
            }
            else if (scan.Header.Kind == StoredKind.Mark)
            {
                var durable = new Position(BinaryPrimitives.ReadInt64LittleEndian(scan.State));
                reading.Durable = durable > reading.Durable ? durable : reading.Durable;
            }
            else if (scan.Header.Kind == StoredKind.Sealed)
            {
                reading.NextSegment = (int)BinaryPrimitives.ReadInt64LittleEndian(scan.State);
            }
        }

        reading.EndsAtRemains = scan.StoppedAtRemains && reading.NextSegment == 0;
        return reading;
    }
}
