using System.Buffers.Binary;

namespace Actors.Journal;

/// <summary>
/// What was appended since the last write: one run of bytes, cut at segment borders, and those who wait for it. Filled
/// under the gate; then, while the next group fills, written by the journal's thread alone.
/// </summary>
internal sealed class WriteGroup
{
    internal const int MarkLength = RecordHeader.Size + sizeof(long);

    private const int FirstBuffer = 256 * 1024;
    private const int KeptBuffer = 1024 * 1024;

    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(FirstBuffer);

    internal List<GroupPart> Parts { get; } = [];

    internal List<PendingCommit> Commits { get; } = [];

    /// <summary>Whether anybody needs the group to be durable.</summary>
    internal bool SyncAsked { get; set; }

    internal int Length { get; private set; }

    /// <summary>Whether the group outgrew the buffer that is kept in quiet times.</summary>
    internal bool IsLarge => Length > KeptBuffer;

    internal bool IsEmpty => Length == 0 && Commits.Count == 0 && !SyncAsked;

    internal ReadOnlySpan<byte> Bytes(in GroupPart part) => _buffer.AsSpan(part.Start, part.Length);

    /// <summary>Room for a record at the end of a segment.</summary>
    internal Span<byte> Take(Segment segment, int bytes)
    {
        Grow(bytes);
        int start = Length;
        Length += bytes;
        if (Parts.Count > 0 && Parts[^1].Segment == segment)
        {
            Parts[^1] = Parts[^1] with { Length = Parts[^1].Length + bytes };
        }
        else
        {
            Parts.Add(new GroupPart(segment, segment.End, start, bytes));
        }

        segment.End += bytes;
        return _buffer.AsSpan(start, bytes);
    }

    /// <summary>
    /// Completes the mark that opens the group. This happens last, when it is known what is durable by then.
    /// </summary>
    internal void WriteMark(Position durable)
    {
        if (Parts.Count > 0)
        {
            WriteMark(_buffer, durable, Parts[0].Segment.Salt);
        }
    }

    internal static void WriteMark(Span<byte> record, Position durable, ulong salt)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record[RecordHeader.Size..], durable.Value);
        new RecordHeader(MarkLength, 0, 0, 0, 0, sizeof(long), StoredKind.Mark).Seal(record, salt);
    }

    /// <summary>The bytes of a record that this group still holds; empty if it does not.</summary>
    internal ReadOnlySpan<byte> Find(Segment segment, int offset, int length)
    {
        foreach (GroupPart part in Parts)
        {
            if (part.Holds(segment, offset))
            {
                return _buffer.AsSpan(part.Start + offset - part.Offset, length);
            }
        }

        return default;
    }

    /// <summary>Makes the group ready to be filled again.</summary>
    /// <param name="isBusy">Whether large groups go on coming; if not, a buffer that grew large is let go.</param>
    internal void Reset(bool isBusy)
    {
        if (_buffer.Length > KeptBuffer && !isBusy)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(KeptBuffer);
        }

        Length = 0;
        SyncAsked = false;
        Parts.Clear();
        Commits.Clear();
    }

    private void Grow(int bytes)
    {
        int needed = checked(Length + bytes);
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Max(needed, Math.Min(_buffer.Length * 2L, Array.MaxLength)));
        }
    }
}
