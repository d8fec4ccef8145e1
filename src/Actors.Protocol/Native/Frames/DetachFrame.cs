namespace Actors.Protocol.Native;

/// <summary>Ends the session its id names. Answered by Closed.</summary>
/// <param name="Lost">Whether to treat it as if the consumer had died: the oldest message it held has failed.</param>
public readonly record struct DetachFrame(bool Lost) : IFrame<DetachFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Detach;

    /// <inheritdoc/>
    public int PayloadBytes => 1;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => writer.Flag(Lost);

    /// <inheritdoc/>
    public static DetachFrame ReadPayload(ref FrameReader reader) => new(reader.Flag());
}
