namespace Actors.Protocol.Native;

/// <summary>Answers Delete, Purge and Unbind.</summary>
/// <param name="Count">How many entities or bindings (0 or 1) or messages were removed.</param>
public readonly record struct RemovedFrame(long Count) : IFrame<RemovedFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Removed;

    /// <inheritdoc/>
    public int PayloadBytes => 8;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => writer.Int64(Count);

    /// <inheritdoc/>
    public static RemovedFrame ReadPayload(ref FrameReader reader) => new(reader.Int64());
}
