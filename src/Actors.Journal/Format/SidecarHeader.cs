using System.Buffers.Binary;
using System.IO.Hashing;

namespace Actors.Journal;

/// <summary>
/// The start of a sidecar, the index of one sealed segment. The sidecar may be lost or damaged at any time: it is then
/// made again from the segment.
/// <code>
///  0          8         12       16     24    28       32      36      40        44       56      64
///  ┌──────────┬─────────┬────────┬──────┬─────┬────────┬───────┬───────┬─────────┬────────┬───────┬─────────┬──────┬───────
///  │ magic    │ version │ number │ salt │ end │ actors │ runs  │ tomb- │ entries │ zero   │ check │ summary │ zero │ pages
///  │ ACTORIDX │   (4)   │  (4)   │ (8)  │ (4) │  (4)   │  (4)  │ stones│   (4)   │  (12)  │  (8)  │         │to 4Ki│ 4Ki each
///  └──────────┴─────────┴────────┴──────┴─────┴────────┴───────┴───────┴─────────┴────────┴───────┴─────────┴──────┴───────
/// </code>
/// "number" and "salt" are those of the segment, "end" is where its last record ends. "check" is XxHash3 over the 56 bytes
/// before it, seeded with XxHash3 over the summary.
/// </summary>
internal readonly record struct SidecarHeader(
    int Number, ulong Salt, int End, int Actors, int Runs, int Tombstones, int Entries)
{
    internal const int Size = 64;
    internal const int Version = 1;

    internal int SummaryLength =>
        (Actors * SummaryCodec.ActorSize) + (Runs * SummaryCodec.RunSize) + (Tombstones * SummaryCodec.TombstoneSize);

    internal int PagesStart => (Size + SummaryLength + (SidecarPage.Size - 1)) & -SidecarPage.Size;

    internal int Pages => (Entries + SidecarPage.Entries - 1) / SidecarPage.Entries;

    private static ReadOnlySpan<byte> Magic => "ACTORIDX"u8;

    internal void Write(Span<byte> bytes, ReadOnlySpan<byte> summary)
    {
        bytes[..Size].Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Number);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Salt);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], End);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], Actors);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], Runs);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[36..], Tombstones);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[40..], Entries);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[56..], Check(bytes, summary));
    }

    /// <summary>Reads the counts; they may be believed only after <see cref="IsGood"/>.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, SegmentHeader segment, long fileLength, out SidecarHeader header)
    {
        header = default;
        if (bytes.Length < Size || !bytes.StartsWith(Magic) || BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) != Version)
        {
            return false;
        }

        header = new SidecarHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[36..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]));
        return header.Number == segment.Number && header.Salt == segment.Salt && header.Fits(fileLength);
    }

    internal static bool IsGood(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> summary) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]) == Check(bytes, summary);

    // Before the check is verified the counts may be anything; they must not make the reader allocate more than the file.
    private bool Fits(long fileLength) =>
        Actors >= 0 && Runs >= 0 && Tombstones >= 0 && Entries >= 0
        && ((long)Actors * SummaryCodec.ActorSize) + ((long)Runs * SummaryCodec.RunSize)
            + ((long)Tombstones * SummaryCodec.TombstoneSize) + ((long)Entries * SidecarPage.EntrySize) <= fileLength
        && PagesStart + ((long)Pages * SidecarPage.Size) <= fileLength;

    private static ulong Check(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> summary) =>
        XxHash3.HashToUInt64(bytes[..56], (long)XxHash3.HashToUInt64(summary));
}
