namespace Actors.Protocol.Native;

/// <summary>Answers Seek.</summary>
/// <param name="Receipt">Where it led.</param>
public readonly record struct SoughtFrame(SeekReceipt Receipt) : IFrame<SoughtFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Sought;

    /// <inheritdoc/>
    public int PayloadBytes => 16;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Int64(Receipt.Offset);
        writer.Int64(Receipt.Missed);
    }

    /// <inheritdoc/>
    public static SoughtFrame ReadPayload(ref FrameReader reader) => new(new SeekReceipt(reader.Int64(), reader.Int64()));
}
