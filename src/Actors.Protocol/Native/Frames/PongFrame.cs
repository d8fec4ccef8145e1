namespace Actors.Protocol.Native;

/// <summary>The sign of life; its id is that of the Ping.</summary>
public readonly record struct PongFrame : IFrame<PongFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Pong;

    /// <inheritdoc/>
    public int PayloadBytes => 0;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
    }

    /// <inheritdoc/>
    public static PongFrame ReadPayload(ref FrameReader reader) => default;
}
