namespace Actors.Protocol.Native;

/// <summary>Takes messages once. Answered by one or more Received.</summary>
/// <param name="Source">A queue, or <c>topic/subscription</c>.</param>
/// <param name="MaxMessages">Most messages to take.</param>
/// <param name="Wait">How long to wait for the first.</param>
/// <param name="LeaseTimeout">How long they are held; zero takes the source's own timeout.</param>
public readonly record struct ReceiveFrame(string Source, int MaxMessages, TimeSpan Wait = default, TimeSpan LeaseTimeout = default) : IFrame<ReceiveFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Receive;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfAddress(Source) + 12;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Address(Source);
        writer.UInt32((uint)MaxMessages);
        writer.Duration(Wait);
        writer.Duration(LeaseTimeout);
    }

    /// <inheritdoc/>
    public static ReceiveFrame ReadPayload(ref FrameReader reader) => new(reader.Address(), reader.Count(), reader.Duration(), reader.Duration());
}
