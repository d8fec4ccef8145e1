namespace Actors.Protocol.Native;

/// <summary>Ends the wait of the Receive its id names. The Receive itself is answered.</summary>
public readonly record struct CancelFrame : IFrame<CancelFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Cancel;

    /// <inheritdoc/>
    public int PayloadBytes => 0;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
    }

    /// <inheritdoc/>
    public static CancelFrame ReadPayload(ref FrameReader reader) => default;
}
