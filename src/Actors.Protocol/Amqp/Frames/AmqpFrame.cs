namespace Actors.Protocol.Amqp;

/// <summary>One frame, taken off the bytes that came in; valid as long as they are.</summary>
/// <remarks>
/// All integers of AMQP are big-endian.
/// <code>
///  0      1         3      7             7 + size
/// +------+---------+------+-----------+-----+
/// | kind | channel | size | payload … | end |      end is 0xCE
/// +------+---------+------+-----------+-----+
///    u8      u16      u32                u8
/// </code>
/// </remarks>
public readonly ref struct AmqpFrame
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeadBytes = 7;

    /// <summary>Bytes around the payload.</summary>
    public const int Overhead = HeadBytes + 1;

    /// <summary>The last byte of every frame.</summary>
    public const byte End = 0xCE;

    internal AmqpFrame(FrameKind kind, ushort channel, ReadOnlySpan<byte> payload)
    {
        Kind = kind;
        Channel = channel;
        Payload = payload;
    }

    /// <summary>What it carries.</summary>
    public FrameKind Kind { get; }

    /// <summary>The channel it belongs to; 0 for the connection itself.</summary>
    public ushort Channel { get; }

    /// <summary>Its content.</summary>
    public ReadOnlySpan<byte> Payload { get; }
}
