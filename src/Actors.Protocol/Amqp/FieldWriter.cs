using System.Buffers.Binary;
using System.Text;

namespace Actors.Protocol.Amqp;

/// <summary>Writes fields into memory that is large enough for them.</summary>
/// <param name="bytes">The memory.</param>
public ref struct FieldWriter(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;

    /// <summary>Bytes written so far.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that may still be written.</summary>
    public readonly int Room => _bytes.Length - Count;

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _bytes[..Count];

    /// <summary>Writes an octet.</summary>
    /// <param name="value">The octet.</param>
    public void Octet(byte value) => _bytes[Count++] = value;

    /// <summary>Writes a 16-bit number.</summary>
    /// <param name="value">The number.</param>
    public void Short(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Next(2), value);

    /// <summary>Writes a 32-bit number.</summary>
    /// <param name="value">The number.</param>
    public void Long(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Next(4), value);

    /// <summary>Writes a 64-bit number.</summary>
    /// <param name="value">The number.</param>
    public void LongLong(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Next(8), value);

    /// <summary>Writes a short text; what is longer than it can be is cut.</summary>
    /// <param name="value">The text in UTF-8.</param>
    public void ShortBytes(scoped ReadOnlySpan<byte> value)
    {
        value = Cut(value, AmqpProtocol.ShortTextBytes);
        Octet((byte)value.Length);
        Bytes(value);
    }

    /// <summary>Writes a short text; what is longer than it can be is cut.</summary>
    /// <param name="value">The text.</param>
    public void ShortText(string value)
    {
        Span<byte> utf8 = stackalloc byte[value.Length <= 128 ? 128 * 3 : 0];
        if (value.Length <= 128)
        {
            ShortBytes(utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
        }
        else
        {
            ShortBytes(Encoding.UTF8.GetBytes(value));
        }
    }

    /// <summary>Writes a long text.</summary>
    /// <param name="value">The text.</param>
    public void LongText(string value)
    {
        Long((uint)Encoding.UTF8.GetByteCount(value));
        Count += Encoding.UTF8.GetBytes(value, _bytes[Count..]);
    }

    /// <summary>Writes bytes as they are.</summary>
    /// <param name="value">The bytes.</param>
    public void Bytes(scoped ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    /// <summary>Writes a table.</summary>
    /// <param name="table">The named values.</param>
    public void Table(MessageHeaders table) => FieldTable.Write(ref this, table);

    /// <summary>Leaves room for a number that is known later.</summary>
    /// <param name="count">Its bytes.</param>
    /// <returns>Where it is to be written.</returns>
    public Span<byte> Next(int count)
    {
        var next = _bytes.Slice(Count, count);
        Count += count;
        return next;
    }

    /// <summary>Cuts a text where a character begins.</summary>
    internal static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> utf8, int most)
    {
        if (utf8.Length <= most)
        {
            return utf8;
        }

        while (most > 0 && (utf8[most] & 0xC0) == 0x80)
        {
            most--;
        }

        return utf8[..most];
    }
}
