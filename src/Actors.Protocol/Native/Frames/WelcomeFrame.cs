namespace Actors.Protocol.Native;

/// <summary>The broker accepts the client and names what it has to keep to.</summary>
/// <param name="Version">The protocol version of this connection.</param>
/// <param name="Broker">What the broker calls itself, with its version.</param>
/// <param name="FrameBytes">Longest frame, counted like the length field counts; both ways.</param>
/// <param name="MessageBytes">Longest encoded message, without its size field.</param>
/// <param name="Idle">Longest silence before either side takes the other for dead.</param>
public readonly record struct WelcomeFrame(ushort Version, string Broker, int FrameBytes, int MessageBytes, TimeSpan Idle) : IFrame<WelcomeFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Welcome;

    /// <inheritdoc/>
    public int PayloadBytes => 14 + FrameWriter.BytesOfName(Broker);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.UInt16(Version);
        writer.Name(Broker);
        writer.UInt32((uint)FrameBytes);
        writer.UInt32((uint)MessageBytes);
        writer.Duration(Idle);
    }

    /// <inheritdoc/>
    public static WelcomeFrame ReadPayload(ref FrameReader reader) =>
        new(reader.UInt16(), reader.Name(), reader.Count(), reader.Count(), reader.Duration());
}
