namespace Actors.Protocol.Native;

/// <summary>Removes all ready and delayed messages. Answered by Removed.</summary>
/// <param name="Source">A queue, or <c>topic/subscription</c>.</param>
public readonly record struct PurgeFrame(string Source) : IFrame<PurgeFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Purge;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfAddress(Source);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => writer.Address(Source);

    /// <inheritdoc/>
    public static PurgeFrame ReadPayload(ref FrameReader reader) => new(reader.Address());
}
