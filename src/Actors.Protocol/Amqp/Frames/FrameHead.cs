using System.Buffers.Binary;

namespace Actors.Protocol.Amqp;

/// <summary>Puts a frame around what was written.</summary>
internal static class FrameHead
{
    /// <summary>Leaves room for the head, whose size is known in the end.</summary>
    public static void Skip(ref FieldWriter writer) => writer.Next(AmqpFrame.HeadBytes);

    /// <summary>Writes head and end of a frame that began where the memory begins.</summary>
    /// <returns>Bytes of the whole frame.</returns>
    public static int End(ref FieldWriter writer, Span<byte> start, FrameKind kind, ushort channel)
    {
        Write(start, kind, channel, writer.Count - AmqpFrame.HeadBytes);
        writer.Octet(AmqpFrame.End);
        return writer.Count;
    }

    /// <summary>Writes a head.</summary>
    public static void Write(Span<byte> bytes, FrameKind kind, ushort channel, int size)
    {
        bytes[0] = (byte)kind;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], channel);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[3..], (uint)size);
    }
}
