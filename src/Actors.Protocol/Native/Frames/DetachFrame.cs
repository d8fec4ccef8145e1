namespace Actors.Protocol.Native;

/// <summary>Ends the session its id names. Answered by Closed.</summary>
public readonly record struct DetachFrame : IFrame<DetachFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Detach;

    /// <inheritdoc/>
    public int PayloadBytes => 0;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
    }

    /// <inheritdoc/>
    public static DetachFrame ReadPayload(ref FrameReader reader) => default;
}
