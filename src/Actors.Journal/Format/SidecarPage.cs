using System.Buffers.Binary;
using System.IO.Hashing;

namespace Actors.Journal;

/// <summary>
/// One page of a sidecar: 127 entries, sorted by actor, key and offset over all pages.
/// <code>
///  0       8            4072   4096
///  ┌───────┬────────────┬──────┐     entry │ actor (8) │ first key (8) │ key count (4) │ offset (4) │ length (4) │ moved 0 or 1 (4) │
///  │ check │ entries    │ zero │
///  └───────┴────────────┴──────┘
/// </code>
/// "check" is XxHash3 over the rest of the page, seeded with the salt of the segment plus the number of the page. Places
/// behind the last entry of the last page are zero; no actor has the number 0.
/// </summary>
internal sealed class SidecarPage(Sidecar sidecar, int number, byte[] bytes)
{
    internal const int Size = 4096;
    internal const int EntrySize = 32;
    internal const int Entries = 127;

    private const int EntriesStart = 8;

    internal Sidecar Sidecar { get; } = sidecar;

    internal int Number { get; } = number;

    internal static void WriteEntry(Span<byte> page, int at, long actor, in IndexEntry entry)
    {
        Span<byte> bytes = page[(EntriesStart + (at * EntrySize))..];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, actor);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], entry.FirstKey);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], entry.KeyCount);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], entry.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], entry.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], entry.IsMoved ? 1 : 0);
    }

    internal static void Seal(Span<byte> page, ulong salt, int number) =>
        BinaryPrimitives.WriteUInt64LittleEndian(page, Check(page, salt, number));

    internal static bool IsGood(ReadOnlySpan<byte> page, ulong salt, int number) =>
        BinaryPrimitives.ReadUInt64LittleEndian(page) == Check(page, salt, number);

    /// <summary>Whether the first entry of the page is at or before a key of an actor.</summary>
    internal bool BeginsAtOrBefore(long actor, long key) => Compare(0, actor, key) <= 0;

    /// <summary>The last entry at or before a key, if it is of the actor and holds the key.</summary>
    internal bool TryFind(long actor, long key, int count, out IndexEntry entry)
    {
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Compare(middle, actor, key) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        entry = default;
        if (low == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> found = At(low - 1);
        entry = new IndexEntry(
            BinaryPrimitives.ReadInt64LittleEndian(found[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(found[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(found[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(found[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(found[28..]) != 0);
        return BinaryPrimitives.ReadInt64LittleEndian(found) == actor && key <= entry.LastKey;
    }

    private ReadOnlySpan<byte> At(int index) => bytes.AsSpan(EntriesStart + (index * EntrySize), EntrySize);

    private int Compare(int index, long actor, long key)
    {
        ReadOnlySpan<byte> entry = At(index);
        long hasActor = BinaryPrimitives.ReadInt64LittleEndian(entry);
        return hasActor != actor ? hasActor.CompareTo(actor) : BinaryPrimitives.ReadInt64LittleEndian(entry[8..]).CompareTo(key);
    }

    private static ulong Check(ReadOnlySpan<byte> page, ulong salt, int number) =>
        XxHash3.HashToUInt64(page[EntriesStart..Size], (long)salt + number);
}
