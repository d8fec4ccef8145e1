namespace Actors.Protocol.Native;

/// <summary>The request was carried out; there is nothing more to say.</summary>
public readonly record struct OkFrame : IFrame<OkFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Ok;

    /// <inheritdoc/>
    public int PayloadBytes => 0;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
    }

    /// <inheritdoc/>
    public static OkFrame ReadPayload(ref FrameReader reader) => default;
}
