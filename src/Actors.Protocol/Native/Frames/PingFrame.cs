namespace Actors.Protocol.Native;

/// <summary>Asks for a sign of life; either side may.</summary>
public readonly record struct PingFrame : IFrame<PingFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Ping;

    /// <inheritdoc/>
    public int PayloadBytes => 0;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
    }

    /// <inheritdoc/>
    public static PingFrame ReadPayload(ref FrameReader reader) => default;
}
