using System.Buffers.Binary;
using System.Text;

namespace Actors.Protocol.Amqp;

/// <summary>Walks the fields of a method or of a list of properties; every read is checked, so bytes of any origin may be given to it.</summary>
/// <param name="bytes">The fields.</param>
public ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _bytes.Length - _at;

    /// <summary>Reads an octet.</summary>
    public byte Octet() => Take(1)[0];

    /// <summary>Reads a 16-bit number.</summary>
    public ushort Short() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    /// <summary>Reads a 32-bit number.</summary>
    public uint Long() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>Reads a 64-bit number.</summary>
    public ulong LongLong() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    /// <summary>Reads a short text, as bytes.</summary>
    public ReadOnlySpan<byte> ShortBytes() => Take(Octet());

    /// <summary>Reads a short text.</summary>
    public string ShortText() => Encoding.UTF8.GetString(ShortBytes());

    /// <summary>Reads a long text, or anything else with a 32-bit length, as bytes.</summary>
    public ReadOnlySpan<byte> LongBytes()
    {
        var length = Long();
        return length <= (uint)Left ? Take((int)length) : throw EndsInside();
    }

    /// <summary>Reads a long text.</summary>
    public string LongText() => Encoding.UTF8.GetString(LongBytes());

    /// <summary>Reads a table.</summary>
    public MessageHeaders Table() => FieldTable.Read(LongBytes());

    /// <summary>Takes bytes as they are.</summary>
    /// <param name="count">How many.</param>
    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Left)
        {
            throw EndsInside();
        }

        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private static AmqpException EndsInside() => new(ReplyCode.SyntaxError, "a method or its content ends inside a field");
}
