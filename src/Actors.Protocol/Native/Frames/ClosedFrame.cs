namespace Actors.Protocol.Native;

/// <summary>The session its id names has ended; the connection goes on.</summary>
/// <param name="Code">Why, for programs; none when the client itself asked for it.</param>
/// <param name="Text">Why, for people.</param>
public readonly record struct ClosedFrame(ErrorCode Code, string Text) : IFrame<ClosedFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Closed;

    /// <inheritdoc/>
    public int PayloadBytes => 2 + FrameWriter.BytesOfText(Text);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.UInt16((ushort)Code);
        writer.Text(Text);
    }

    /// <inheritdoc/>
    public static ClosedFrame ReadPayload(ref FrameReader reader) => new((ErrorCode)reader.UInt16(), reader.Text());

    /// <summary>The error as the contract knows it.</summary>
    public BrokerException ToException() => new(Code, Text) { Scope = ErrorScope.Session };
}
