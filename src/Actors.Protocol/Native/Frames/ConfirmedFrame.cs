namespace Actors.Protocol.Native;

/// <summary>Answers Publish and PublishWith: the publisher confirm. What it confirms is durable.</summary>
/// <param name="Receipt">What became of the messages.</param>
public readonly record struct ConfirmedFrame(PublishReceipt Receipt) : IFrame<ConfirmedFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Confirmed;

    // Nearly always empty, and then walking an array costs nothing.
    private PublishRefusal[] Refused => Receipt.Refused is { Count: > 0 } refused ? [.. refused] : [];

    /// <inheritdoc/>
    public int PayloadBytes
    {
        get
        {
            var bytes = 12;
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
    }

    /// <inheritdoc/>
    public static ConfirmedFrame ReadPayload(ref FrameReader reader) =>
        new(new PublishReceipt(reader.Int64(), reader.Count(), ReadRefused(ref reader)));

    private static IReadOnlyList<PublishRefusal> ReadRefused(ref FrameReader reader)
    {
        if (reader.AtEnd)
        {
            return [];
        }

        var refused = new List<PublishRefusal>();
        while (!reader.AtEnd)
        {
            refused.Add(new PublishRefusal(reader.Count(), (ErrorCode)reader.UInt16(), reader.Text()));
        }

        return refused;
    }
}
