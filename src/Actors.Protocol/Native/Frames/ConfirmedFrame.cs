namespace Actors.Protocol.Native;

/// <summary>Answers Publish and PublishWith: the publisher confirm. What it confirms is durable.</summary>
/// <param name="Receipt">What became of the messages.</param>
public readonly record struct ConfirmedFrame(PublishReceipt Receipt) : IFrame<ConfirmedFrame>
{
    private const int DuplicateBytes = 14;

    /// <inheritdoc/>
    public static FrameType Type => FrameType.Confirmed;

    // Nearly always empty, and then walking an array costs nothing.
    private PublishRefusal[] Refused => Receipt.Refused is { Count: > 0 } refused ? [.. refused] : [];

    private PublishDuplicate[] Duplicates => Receipt.Duplicates is { Count: > 0 } duplicates ? [.. duplicates] : [];

    /// <inheritdoc/>
    public int PayloadBytes
    {
        get
        {
            var bytes = 12 + (Duplicates.Length * DuplicateBytes);
            foreach (var refusal in Refused)
            {
                bytes += 6 + FrameWriter.BytesOfText(refusal.Reason);
            }

            return bytes;
        }
    }

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Int64(Receipt.FirstOffset);
        writer.UInt32((uint)Receipt.Count);
        foreach (var refusal in Refused)
        {
            writer.UInt32((uint)refusal.Index);
            writer.UInt16((ushort)refusal.Code);
            writer.Text(refusal.Reason);
        }

        foreach (var duplicate in Duplicates)
        {
            writer.UInt32((uint)duplicate.Index);
            writer.UInt16((ushort)ErrorCode.None);
            writer.Int64(duplicate.Offset);
        }
    }

    /// <inheritdoc/>
    public static ConfirmedFrame ReadPayload(ref FrameReader reader)
    {
        var (first, count) = (reader.Int64(), reader.Count());
        if (reader.AtEnd)
        {
            return new(new PublishReceipt(first, count, []));
        }

        var refused = new List<PublishRefusal>();
        var duplicates = new List<PublishDuplicate>();
        while (!reader.AtEnd)
        {
            var index = reader.Count();
            var code = (ErrorCode)reader.UInt16();
            if (code == ErrorCode.None)
            {
                duplicates.Add(new PublishDuplicate(index, reader.Int64()));
            }
            else
            {
                refused.Add(new PublishRefusal(index, code, reader.Text()));
            }
        }

        return new(new PublishReceipt(first, count, refused) { Duplicates = duplicates });
    }
}
