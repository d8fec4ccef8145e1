using System.Buffers;
using System.Buffers.Binary;

namespace Actors.Protocol.Amqp;

/// <summary>Reads and writes frames with a method in them.</summary>
/// <remarks>
/// <code>
///  0       2        4
/// +-------+--------+----------+
/// | class | method | fields … |
/// +-------+--------+----------+
///    u16     u16
/// </code>
/// </remarks>
public static class MethodFrame
{
    /// <summary>Bytes before the fields.</summary>
    public const int HeadBytes = 4;

    /// <summary>Which method a frame carries.</summary>
    /// <param name="payload">The frame's payload.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.SyntaxError"/>: it is too short to say.</exception>
    public static MethodId IdOf(ReadOnlySpan<byte> payload) => payload.Length >= HeadBytes
        ? (MethodId)BinaryPrimitives.ReadUInt32BigEndian(payload)
        : throw new AmqpException(ReplyCode.SyntaxError, "a method frame is too short to name its method");

    /// <summary>Reads a method.</summary>
    /// <typeparam name="TMethod">The method that <see cref="IdOf"/> named.</typeparam>
    /// <param name="payload">The frame's payload.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.SyntaxError"/>.</exception>
    public static TMethod Read<TMethod>(ReadOnlySpan<byte> payload)
        where TMethod : struct, IMethod<TMethod>
    {
        var reader = new FieldReader(payload[HeadBytes..]);
        return TMethod.Read(ref reader);
    }

    /// <summary>Writes a whole frame.</summary>
    /// <typeparam name="TMethod">The method.</typeparam>
    /// <param name="output">Where to.</param>
    /// <param name="channel">The channel it belongs to.</param>
    /// <param name="method">The method.</param>
    public static void Write<TMethod>(IBufferWriter<byte> output, ushort channel, in TMethod method)
        where TMethod : struct, IMethod<TMethod>
    {
        var span = output.GetSpan(AmqpFrame.Overhead + HeadBytes + method.Bound);
        var writer = new FieldWriter(span);
        FrameHead.Skip(ref writer);
        writer.Long((uint)TMethod.Id);
        method.Write(ref writer);
        output.Advance(FrameHead.End(ref writer, span, FrameKind.Method, channel));
    }
}
