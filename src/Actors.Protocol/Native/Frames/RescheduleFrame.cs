namespace Actors.Protocol.Native;

/// <summary>Delays a waiting message until another time, by its sender's id. Answered by Removed: how many were there.</summary>
/// <param name="Source">A queue, or <c>topic/subscription</c>.</param>
/// <param name="MessageId">The id.</param>
/// <param name="DeliverAt">When it is to be ready.</param>
public readonly record struct RescheduleFrame(string Source, string MessageId, DateTimeOffset DeliverAt) : IFrame<RescheduleFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Reschedule;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfAddress(Source) + FrameWriter.BytesOfText(MessageId) + 8;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Address(Source);
        writer.Text(MessageId);
        writer.Time(DeliverAt);
    }

    /// <inheritdoc/>
    public static RescheduleFrame ReadPayload(ref FrameReader reader) => new(reader.Address(), reader.Text(), reader.Time());
}
