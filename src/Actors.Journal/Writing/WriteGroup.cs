using System.Buffers.Binary;
using System.Diagnostics;

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

    // Letting a large buffer go between two large groups costs more than writing one of them.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(FirstBuffer);
    private long _largeAt;

    internal List<GroupPart> Parts { get; } = [];

    internal List<PendingCommit> Commits { get; } = [];

    /// <summary>Whether anybody needs the group to be durable.</summary>
    internal bool SyncAsked { get; set; }

    internal int Length { get; private set; }

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
    internal void Reset()
    {
        if (Length > KeptBuffer)
        {
            _largeAt = Stopwatch.GetTimestamp();
        }

        Length = 0;
        SyncAsked = false;
        Parts.Clear();
        Commits.Clear();
    }

    /// <summary>Lets a large buffer go once it has been quiet for a while; to be called on an empty group.</summary>
    /// <returns>After what time to call it again; null if there is nothing to let go.</returns>
    internal TimeSpan? Trim()
    {
        if (_buffer.Length <= KeptBuffer)
        {
            return null;
        }

        TimeSpan left = Quiet - Stopwatch.GetElapsedTime(_largeAt);
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        _buffer = GC.AllocateUninitializedArray<byte>(KeptBuffer);
        return null;
    }

    private void Grow(int bytes)
    {
        int needed = checked(Length + bytes);
        if (needed > _buffer.Length)
        {
            byte[] larger = GC.AllocateUninitializedArray<byte>((int)Math.Max(needed, Math.Min(_buffer.Length * 2L, Array.MaxLength)));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            _buffer = larger;
        }
    }
}
