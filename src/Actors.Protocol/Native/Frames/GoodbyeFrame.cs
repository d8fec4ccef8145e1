namespace Actors.Protocol.Native;

/// <summary>The connection ends. The broker reads nothing more.</summary>
/// <param name="Code">Why, for programs; <see cref="ErrorCode.Unavailable"/> when the broker is going down.</param>
/// <param name="Text">Why, for people.</param>
public readonly record struct GoodbyeFrame(ErrorCode Code, string Text) : IFrame<GoodbyeFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Goodbye;

    /// <inheritdoc/>
    public int PayloadBytes => 2 + FrameWriter.BytesOfText(Text);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.UInt16((ushort)Code);
        writer.Text(Text);
    }

    /// <inheritdoc/>
    public static GoodbyeFrame ReadPayload(ref FrameReader reader) => new((ErrorCode)reader.UInt16(), reader.Text());

    /// <summary>The error as the contract knows it.</summary>
    public BrokerException ToException() => new(Code, Text) { Scope = ErrorScope.Connection };
}
