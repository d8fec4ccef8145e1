namespace Actors.Protocol.Native;

/// <summary>The request its id names was refused; everything else goes on.</summary>
/// <param name="Code">Why, for programs.</param>
/// <param name="Text">Why, for people.</param>
public readonly record struct ErrorFrame(ErrorCode Code, string Text) : IFrame<ErrorFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Error;

    /// <inheritdoc/>
    public int PayloadBytes => 2 + FrameWriter.BytesOfText(Text);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.UInt16((ushort)Code);
        writer.Text(Text);
    }

    /// <inheritdoc/>
    public static ErrorFrame ReadPayload(ref FrameReader reader) => new((ErrorCode)reader.UInt16(), reader.Text());

    /// <summary>The error as the contract knows it.</summary>
    public BrokerException ToException() => new(Code, Text) { Scope = ErrorScope.Request };
}
