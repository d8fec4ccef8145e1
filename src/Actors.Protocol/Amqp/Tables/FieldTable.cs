using System.Buffers.Binary;
using System.Text;

namespace Actors.Protocol.Amqp;

/// <summary>Tables of arguments and capabilities, as values to work with. The headers of messages are never taken apart like this.</summary>
public static class FieldTable
{
    // Deeper ones are an attack on the stack.
    private const int Deepest = 16;

    /// <summary>Reads a table, without its length.</summary>
    /// <param name="bytes">The table.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.SyntaxError"/>.</exception>
    public static MessageHeaders Read(ReadOnlySpan<byte> bytes) => ReadTable(bytes, depth: 1);

    /// <summary>Writes a table, its length in front.</summary>
    /// <param name="writer">Where to; must have room for it.</param>
    /// <param name="table">The named values.</param>
    public static void Write(ref FieldWriter writer, MessageHeaders table)
    {
        var length = writer.Next(sizeof(uint));
        var start = writer.Count;
        foreach (var (name, value) in table)
        {
            writer.ShortText(name);
            WriteValue(ref writer, value);
        }

        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)(writer.Count - start));
    }

    private static MessageHeaders ReadTable(ReadOnlySpan<byte> bytes, int depth)
    {
        RequireShallow(depth);
        var reader = new FieldReader(bytes);
        var table = new MessageHeaders();
        while (reader.Left > 0)
        {
            var name = reader.ShortText();
            table[name] = ReadValue(ref reader, depth);
        }

        return table;
    }

    private static HeaderValue ReadValue(ref FieldReader reader, int depth)
    {
        var tag = reader.Octet();
        return tag switch
        {
            FieldTag.Boolean => reader.Octet() != 0,
            FieldTag.Int8 => (sbyte)reader.Octet(),
            FieldTag.UInt8 => reader.Octet(),
            FieldTag.Int16 => (short)reader.Short(),
            FieldTag.UInt16 => reader.Short(),
            FieldTag.Int32 => (int)reader.Long(),
            FieldTag.UInt32 => reader.Long(),
            FieldTag.Int64 => (long)reader.LongLong(),
            FieldTag.Float => BitConverter.UInt32BitsToSingle(reader.Long()),
            FieldTag.Double => BitConverter.UInt64BitsToDouble(reader.LongLong()),
            FieldTag.Decimal => reader.Take(FieldTag.DecimalBytes).ToArray(),
            FieldTag.Text => Encoding.UTF8.GetString(reader.LongBytes()),
            FieldTag.Bytes => reader.LongBytes().ToArray(),
            FieldTag.Time => TimeOf(reader.LongLong()),
            FieldTag.Array => ReadArray(reader.LongBytes(), depth + 1),
            FieldTag.Table => HeaderValue.Table(ReadTable(reader.LongBytes(), depth + 1)),
            FieldTag.Void => default,
            _ => throw FieldTag.Unknown(tag),
        };
    }

    private static HeaderValue ReadArray(ReadOnlySpan<byte> bytes, int depth)
    {
        RequireShallow(depth);
        var reader = new FieldReader(bytes);
        var items = new List<HeaderValue>();
        while (reader.Left > 0)
        {
            items.Add(ReadValue(ref reader, depth));
        }

        return HeaderValue.List(items);
    }

    private static HeaderValue TimeOf(ulong seconds) => seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
        : (long)seconds;

    private static void RequireShallow(int depth)
    {
        if (depth > Deepest)
        {
            throw new AmqpException(ReplyCode.SyntaxError, $"tables are nested deeper than {Deepest} levels");
        }
    }

    private static void WriteValue(ref FieldWriter writer, in HeaderValue value)
    {
        writer.Octet(FieldTag.Of(value.Kind));
        switch (value.Kind)
        {
            case HeaderKind.String:
                writer.LongText(value.AsString());
                break;
            case HeaderKind.Integer:
                writer.LongLong((ulong)value.AsInteger());
                break;
            case HeaderKind.Double:
                writer.LongLong(BitConverter.DoubleToUInt64Bits(value.AsDouble()));
                break;
            case HeaderKind.Boolean:
                writer.Octet(value.AsBoolean() ? (byte)1 : (byte)0);
                break;
            case HeaderKind.Bytes:
                writer.Long((uint)value.AsBytes().Length);
                writer.Bytes(value.AsBytes().Span);
                break;
            case HeaderKind.Time:
                writer.LongLong((ulong)value.AsTime().ToUnixTimeSeconds());
                break;
            case HeaderKind.List:
                WriteArray(ref writer, value.AsList());
                break;
            case HeaderKind.Table:
                Write(ref writer, value.AsTable());
                break;
        }
    }

    private static void WriteArray(ref FieldWriter writer, IReadOnlyList<HeaderValue> items)
    {
        var length = writer.Next(sizeof(uint));
        var start = writer.Count;
        foreach (var item in items)
        {
            WriteValue(ref writer, item);
        }

        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)(writer.Count - start));
    }
}
