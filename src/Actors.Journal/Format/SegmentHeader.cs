using System.Buffers.Binary;
using System.IO.Hashing;

namespace Actors.Journal;

/// <summary>
/// The start of a segment file; rewritten, with a new number and a new salt, whenever the file begins another life.
/// <code>
///  0          8         12       16     24         28           56      64            512
///  ┌──────────┬─────────┬────────┬──────┬──────────┬────────────┬───────┬─────────────┬─────────
///  │ magic    │ version │ number │ salt │ recycled │ zero       │ check │ zero        │ records
///  │ ACTORJNL │   (4)   │  (4)   │ (8)  │ 0 or 1(4)│ (28)       │  (8)  │             │
///  └──────────┴─────────┴────────┴──────┴──────────┴────────────┴───────┴─────────────┴─────────
/// </code>
/// "recycled" says that bytes of an earlier life may stand behind the last record; otherwise they are zeroes. "check" is XxHash3 over the 56 bytes before it. Records begin at 512, a disk sector of their own, so that a torn
/// write of the first record cannot touch the header.
/// </summary>
internal readonly record struct SegmentHeader(int Number, ulong Salt, bool IsRecycled)
{
    internal const int Size = 64;
    internal const int RecordsStart = 512;
    internal const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "ACTORJNL"u8;

    internal void Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], Number);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Salt);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], IsRecycled ? 1 : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[56..], XxHash3.HashToUInt64(bytes[..56]));
    }

    /// <summary>Reads a header; false if the bytes are not one.</summary>
    /// <exception cref="JournalDamagedException">The header is good but of a version this code does not know.</exception>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, string file, out SegmentHeader header)
    {
        header = default;
        if (bytes.Length < Size || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]) != XxHash3.HashToUInt64(bytes[..56]))
        {
            return false;
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (version != Version)
        {
            throw new JournalDamagedException(file, 8, $"the format version is {version}; this program reads version {Version}.");
        }

        header = new SegmentHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]) != 0);
        return true;
    }
}
