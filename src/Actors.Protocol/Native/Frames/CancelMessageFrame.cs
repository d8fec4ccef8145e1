namespace Actors.Protocol.Native;

/// <summary>Removes a waiting message by its sender's id. Answered by Removed.</summary>
/// <param name="Source">A queue, or <c>topic/subscription</c>.</param>
/// <param name="MessageId">The id.</param>
public readonly record struct CancelMessageFrame(string Source, string MessageId) : IFrame<CancelMessageFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.CancelMessage;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfAddress(Source) + FrameWriter.BytesOfText(MessageId);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Address(Source);
        writer.Text(MessageId);
    }

    /// <inheritdoc/>
    public static CancelMessageFrame ReadPayload(ref FrameReader reader) => new(reader.Address(), reader.Text());
}
