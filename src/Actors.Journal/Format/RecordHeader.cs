using System.Buffers.Binary;
using System.IO.Hashing;

namespace Actors.Journal;

/// <summary>
/// The fixed part of a record. Integers are little-endian; a record begins at a multiple of 8.
/// <code>
///  0         8       12      16      24      32      40      44      48        56     57      64
///  ┌─────────┬───────┬───────┬───────┬───────┬───────┬───────┬───────┬─────────┬──────┬───────┬───────┬──────┬──────┐
///  │ check   │ stamp │length │ actor │ first │  tag  │ key   │ state │ data    │ kind │ zero  │ state │ data │ zero │
///  │ (8)     │  (4)  │  (4)  │  (8)  │ key(8)│  (8)  │ cnt(4)│len (4)│ check(8)│ (1)  │  (7)  │       │      │ to 8 │
///  └─────────┴───────┴───────┴───────┴───────┴───────┴───────┴───────┴─────────┴──────┴───────┴───────┴──────┴──────┘
/// </code>
/// "check" is XxHash3 over the bytes from the stamp to the end of the state, "data check" over the data (0 without data),
/// both seeded with the salt of the segment. "stamp" is the low half of that salt: it makes records findable in raw bytes
/// and bytes of an earlier life of the file recognisable. "length" counts header, state and data, not the padding.
/// State can be verified without reading the data behind it, which keeps recovery from reading messages.
/// </summary>
internal readonly record struct RecordHeader(
    int Length, long Actor, long FirstKey, long Tag, int KeyCount, int StateLength, StoredKind Kind)
{
    internal const int Size = 64;
    internal const int StampOffset = 8;
    internal const int Alignment = 8;

    internal int DataLength => Length - Size - StateLength;

    internal int PaddedLength => Pad(Length);

    /// <summary>Whether recovery hands the record to the owner: moved data alone tells the owner nothing new.</summary>
    internal bool IsReplayed =>
        Kind is StoredKind.Events or StoredKind.Snapshot || (Kind == StoredKind.Moved && StateLength > 0);

    internal static int Pad(int length) => (length + (Alignment - 1)) & -Alignment;

    /// <summary>Writes the header in front of state and data that already stand in <paramref name="record"/>.</summary>
    internal void Seal(Span<byte> record, ulong salt)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)salt);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], Actor);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], FirstKey);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], Tag);
        BinaryPrimitives.WriteInt32LittleEndian(record[40..], KeyCount);
        BinaryPrimitives.WriteInt32LittleEndian(record[44..], StateLength);
        BinaryPrimitives.WriteUInt64LittleEndian(record[48..], DataCheck(record, salt));
        BinaryPrimitives.WriteUInt64LittleEndian(record[56..], (ulong)Kind);
        BinaryPrimitives.WriteUInt64LittleEndian(record, XxHash3.HashToUInt64(record[StampOffset..(Size + StateLength)], (long)salt));
        record[Length..PaddedLength].Clear();
    }

    /// <summary>Reads what may be a header; false if the bytes cannot be one of the segment with this salt.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, ulong salt, int room, out RecordHeader header)
    {
        header = default;
        if (bytes.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != (uint)salt)
        {
            return false;
        }

        header = new RecordHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[44..]),
            (StoredKind)bytes[56]);
        return header.Length >= Size && header.Length <= room
            && header.StateLength >= 0 && header.StateLength <= header.Length - Size
            && header.KeyCount >= 0;
    }

    /// <summary>Whether header and state are what was written.</summary>
    internal bool StateIsGood(ReadOnlySpan<byte> record, ulong salt) =>
        BinaryPrimitives.ReadUInt64LittleEndian(record)
            == XxHash3.HashToUInt64(record[StampOffset..(Size + StateLength)], (long)salt);

    /// <summary>Whether the data is what was written; the header must have been verified before.</summary>
    internal bool DataIsGood(ReadOnlySpan<byte> record, ulong salt) =>
        BinaryPrimitives.ReadUInt64LittleEndian(record[48..]) == DataCheck(record, salt);

    private ulong DataCheck(ReadOnlySpan<byte> record, ulong salt) =>
        DataLength == 0 ? 0 : XxHash3.HashToUInt64(record[(Size + StateLength)..Length], (long)salt);
}
