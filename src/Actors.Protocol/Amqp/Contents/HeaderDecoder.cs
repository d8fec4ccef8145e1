using System.Buffers.Binary;

namespace Actors.Protocol.Amqp;

/// <summary>Turns headers in the broker's own form into an AMQP table, with the types they came with where those were kept.</summary>
/// <param name="headers">The entries.</param>
/// <param name="tags">The types that were kept, one for each value; may be fewer.</param>
internal ref struct HeaderDecoder(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> tags)
{
    private ReadOnlySpan<byte> _rest = headers;
    private ReadOnlySpan<byte> _tags = tags;

    /// <summary>Writes the entries.</summary>
    /// <param name="writer">Where to; must have room for them.</param>
    /// <param name="count">How many there are.</param>
    public void WriteEntries(ref FieldWriter writer, int count)
    {
        for (; count > 0; count--)
        {
            var length = _rest[0];
            writer.ShortBytes(_rest.Slice(1, length));
            _rest = _rest[(1 + length)..];
            WriteValue(ref writer);
        }
    }

    private void WriteValue(ref FieldWriter writer)
    {
        var kind = (HeaderKind)_rest[0];
        _rest = _rest[1..];
        var tag = NextTag(kind);
        writer.Octet(tag);
        switch (kind)
        {
            case HeaderKind.Null:
                break;
            case HeaderKind.Boolean:
                writer.Octet(Take(1)[0]);
                break;
            case HeaderKind.Integer:
                WriteInteger(ref writer, tag, BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))));
                break;
            case HeaderKind.Time:
                writer.LongLong((ulong)(BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))) / 1000));
                break;
            case HeaderKind.Double:
                WriteDouble(ref writer, tag, BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))));
                break;
            case HeaderKind.List:
                WriteItems(ref writer);
                break;
            case HeaderKind.Table:
                WriteTable(ref writer);
                break;
            default:
                WriteBytes(ref writer, tag);
                break;
        }
    }

    // What was kept holds only as long as the value is of the kind it was kept for: the broker may have replaced it.
    private byte NextTag(HeaderKind kind)
    {
        var usual = FieldTag.Of(kind);
        if (_tags.IsEmpty)
        {
            return usual;
        }

        var kept = _tags[0];
        _tags = _tags[1..];
        var fits = kind switch
        {
            HeaderKind.Integer => kept is FieldTag.Int8 or FieldTag.UInt8 or FieldTag.Int16 or FieldTag.UInt16 or FieldTag.Int32 or FieldTag.UInt32 or FieldTag.Int64 or FieldTag.Time,
            HeaderKind.Double => kept is FieldTag.Float or FieldTag.Double,
            HeaderKind.Bytes => kept is FieldTag.Bytes or FieldTag.Text || (kept == FieldTag.Decimal && BinaryPrimitives.ReadUInt32LittleEndian(_rest) == FieldTag.DecimalBytes),
            _ => kept == usual,
        };
        return fits ? kept : usual;
    }

    private static void WriteInteger(ref FieldWriter writer, byte tag, long value)
    {
        switch (tag)
        {
            case FieldTag.Int8 or FieldTag.UInt8:
                writer.Octet((byte)value);
                break;
            case FieldTag.Int16 or FieldTag.UInt16:
                writer.Short((ushort)value);
                break;
            case FieldTag.Int32 or FieldTag.UInt32:
                writer.Long((uint)value);
                break;
            default:
                writer.LongLong((ulong)value);
                break;
        }
    }

    private static void WriteDouble(ref FieldWriter writer, byte tag, long bits)
    {
        if (tag == FieldTag.Float)
        {
            writer.Long(BitConverter.SingleToUInt32Bits((float)BitConverter.Int64BitsToDouble(bits)));
        }
        else
        {
            writer.LongLong((ulong)bits);
        }
    }

    private void WriteBytes(ref FieldWriter writer, byte tag)
    {
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
        if (tag != FieldTag.Decimal)
        {
            writer.Long((uint)length);
        }

        writer.Bytes(Take(length));
    }

    private void WriteItems(ref FieldWriter writer)
    {
        var length = writer.Next(sizeof(uint));
        var start = writer.Count;
        for (int count = BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort))); count > 0; count--)
        {
            WriteValue(ref writer);
        }

        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)(writer.Count - start));
    }

    private void WriteTable(ref FieldWriter writer)
    {
        var length = writer.Next(sizeof(uint));
        var start = writer.Count;
        WriteEntries(ref writer, BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort))));
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)(writer.Count - start));
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
