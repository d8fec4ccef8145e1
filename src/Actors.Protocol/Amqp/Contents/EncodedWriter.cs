using System.Buffers.Binary;

namespace Actors.Protocol.Amqp;

/// <summary>Writes the broker's own encoded form, whose integers are little-endian, into memory of a fixed size.</summary>
/// <param name="bytes">The memory.</param>
internal ref struct EncodedWriter(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;

    /// <summary>Bytes written so far.</summary>
    public int Count { get; private set; }

    public void Byte(byte value) => Next(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Next(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Next(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Next(8), value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Next(8), value);

    /// <summary>Writes a text property.</summary>
    public void Text(ReadOnlySpan<byte> value)
    {
        UInt16((ushort)value.Length);
        Bytes(value);
    }

    /// <summary>Writes the name of a header.</summary>
    public void Name(ReadOnlySpan<byte> value)
    {
        Byte((byte)value.Length);
        Bytes(value);
    }

    /// <summary>Writes a header's text or bytes.</summary>
    public void LongBytes(ReadOnlySpan<byte> value)
    {
        UInt32((uint)value.Length);
        Bytes(value);
    }

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    /// <summary>Leaves room for what is known later.</summary>
    /// <param name="count">Its bytes.</param>
    /// <exception cref="AmqpException">The properties of a message are larger than the broker keeps.</exception>
    public Span<byte> Next(int count)
    {
        if (count > _bytes.Length - Count)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, $"the properties and headers of a message take too much room; headers may have {Limits.HeaderBytes} bytes");
        }

        var next = _bytes.Slice(Count, count);
        Count += count;
        return next;
    }
}
