using System.Buffers;

namespace Actors.Journal;

/// <summary>Turns stored bytes back into data, and believes nothing that was not verified.</summary>
internal static class RecordReader
{
    /// <summary>Reads a record that the index says is in a file.</summary>
    /// <exception cref="JournalDamagedException">It is not what was written.</exception>
    internal static StoredData Read(Segment segment, in IndexEntry entry, long actor)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(entry.Length);
        try
        {
            int read = segment.File.Read(rented.AsSpan(0, entry.Length), entry.Offset);
            return Open(rented, read, segment, entry, actor);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            throw;
        }
    }

    /// <summary>Copies a record that is still in memory.</summary>
    internal static StoredData Copy(ReadOnlySpan<byte> record, Segment segment, in IndexEntry entry, long actor)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(entry.Length);
        record.CopyTo(rented);
        return Open(rented, record.Length, segment, entry, actor);
    }

    private static StoredData Open(byte[] rented, int length, Segment segment, in IndexEntry entry, long actor)
    {
        ReadOnlySpan<byte> record = rented.AsSpan(0, length);
        if (!RecordHeader.TryRead(record, segment.Salt, length, out RecordHeader header)
            || !header.StateIsGood(record, segment.Salt) || !header.DataIsGood(record, segment.Salt))
        {
            throw new JournalDamagedException(segment.Name, entry.Offset, "a stored record does not match its checksum.");
        }

        if (header.Actor != actor || header.FirstKey != entry.FirstKey || header.KeyCount != entry.KeyCount)
        {
            throw new JournalDamagedException(
                segment.Name, entry.Offset,
                $"the index names keys from {entry.FirstKey} of actor {actor}, the record has keys from {header.FirstKey} of actor {header.Actor}.");
        }

        return new StoredData(
            rented, RecordHeader.Size + header.StateLength, header.DataLength, header.FirstKey, header.KeyCount, header.Tag);
    }
}
