namespace Actors.Protocol.Amqp;

/// <summary>Turns the headers of a content, which were scanned before, into the broker's own form.</summary>
internal static class HeaderEncoder
{
    /// <summary>The latest time that the broker keeps as a time; later ones are kept as numbers.</summary>
    public static readonly long LatestSeconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() / 5 / 1000;

    /// <summary>Whether a timestamp is kept as a time.</summary>
    public static bool IsTime(ulong seconds) => seconds <= (ulong)LatestSeconds;

    /// <summary>Writes the entries of a table.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="table">The table without its length.</param>
    /// <param name="hidesBcc">Whether the routing keys that nobody may see are left out.</param>
    public static void WriteEntries(ref EncodedWriter writer, ReadOnlySpan<byte> table, bool hidesBcc)
    {
        var reader = new FieldReader(table);
        while (reader.Left > 0)
        {
            var name = reader.ShortBytes();
            if (hidesBcc && name.SequenceEqual(AmqpHeaders.Bcc))
            {
                Skip(ref reader);
                continue;
            }

            writer.Name(name);
            WriteValue(ref writer, ref reader);
        }
    }

    /// <summary>Writes the types of all values, in the order in which the values are written.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="table">The table without its length.</param>
    /// <param name="hidesBcc">Whether the routing keys that nobody may see are left out.</param>
    public static void WriteTags(ref EncodedWriter writer, ReadOnlySpan<byte> table, bool hidesBcc)
    {
        var reader = new FieldReader(table);
        while (reader.Left > 0)
        {
            var name = reader.ShortBytes();
            if (hidesBcc && name.SequenceEqual(AmqpHeaders.Bcc))
            {
                Skip(ref reader);
            }
            else
            {
                WriteTag(ref writer, ref reader);
            }
        }
    }

    private static void WriteTag(ref EncodedWriter writer, ref FieldReader reader)
    {
        var tag = reader.Octet();
        writer.Byte(tag);
        switch (tag)
        {
            case FieldTag.Table:
                WriteTags(ref writer, reader.LongBytes(), hidesBcc: false);
                break;
            case FieldTag.Array:
                var items = new FieldReader(reader.LongBytes());
                while (items.Left > 0)
                {
                    WriteTag(ref writer, ref items);
                }

                break;
            default:
                SkipContent(ref reader, tag);
                break;
        }
    }

    private static void WriteValue(ref EncodedWriter writer, ref FieldReader reader)
    {
        var tag = reader.Octet();
        switch (tag)
        {
            case FieldTag.Text:
                var text = reader.LongBytes();
                writer.Byte((byte)HeaderScan.KindOfText(text));
                writer.LongBytes(text);
                break;
            case FieldTag.Bytes:
                writer.Byte((byte)HeaderKind.Bytes);
                writer.LongBytes(reader.LongBytes());
                break;
            case FieldTag.Decimal:
                writer.Byte((byte)HeaderKind.Bytes);
                writer.LongBytes(reader.Take(FieldTag.DecimalBytes));
                break;
            case FieldTag.Array:
                writer.Byte((byte)HeaderKind.List);
                WriteItems(ref writer, reader.LongBytes());
                break;
            case FieldTag.Table:
                writer.Byte((byte)HeaderKind.Table);
                WriteTable(ref writer, reader.LongBytes());
                break;
            case FieldTag.Void:
                writer.Byte((byte)HeaderKind.Null);
                break;
            case FieldTag.Boolean:
                writer.Byte((byte)HeaderKind.Boolean);
                writer.Byte(reader.Octet() == 0 ? (byte)0 : (byte)1);
                break;
            case FieldTag.Float:
                writer.Byte((byte)HeaderKind.Double);
                writer.Double(BitConverter.UInt32BitsToSingle(reader.Long()));
                break;
            case FieldTag.Double:
                writer.Byte((byte)HeaderKind.Double);
                writer.Int64((long)reader.LongLong());
                break;
            case FieldTag.Time:
                WriteTime(ref writer, reader.LongLong());
                break;
            default:
                writer.Byte((byte)HeaderKind.Integer);
                writer.Int64(IntegerOf(tag, ref reader));
                break;
        }
    }

    private static void WriteTime(ref EncodedWriter writer, ulong seconds)
    {
        writer.Byte((byte)(IsTime(seconds) ? HeaderKind.Time : HeaderKind.Integer));
        writer.Int64(IsTime(seconds) ? (long)seconds * 1000 : (long)seconds);
    }

    private static void WriteTable(ref EncodedWriter writer, ReadOnlySpan<byte> table)
    {
        var reader = new FieldReader(table);
        ushort count = 0;
        for (; reader.Left > 0; count++)
        {
            reader.ShortBytes();
            Skip(ref reader);
        }

        writer.UInt16(count);
        WriteEntries(ref writer, table, hidesBcc: false);
    }

    private static void WriteItems(ref EncodedWriter writer, ReadOnlySpan<byte> items)
    {
        var reader = new FieldReader(items);
        ushort count = 0;
        for (; reader.Left > 0; count++)
        {
            Skip(ref reader);
        }

        writer.UInt16(count);
        reader = new FieldReader(items);
        while (reader.Left > 0)
        {
            WriteValue(ref writer, ref reader);
        }
    }

    private static long IntegerOf(byte tag, ref FieldReader reader) => tag switch
    {
        FieldTag.Int8 => (sbyte)reader.Octet(),
        FieldTag.UInt8 => reader.Octet(),
        FieldTag.Int16 => (short)reader.Short(),
        FieldTag.UInt16 => reader.Short(),
        FieldTag.Int32 => (int)reader.Long(),
        FieldTag.UInt32 => reader.Long(),
        FieldTag.Int64 => (long)reader.LongLong(),
        _ => throw FieldTag.Unknown(tag),
    };

    private static void Skip(ref FieldReader reader) => SkipContent(ref reader, reader.Octet());

    private static void SkipContent(ref FieldReader reader, byte tag)
    {
        switch (tag)
        {
            case FieldTag.Text or FieldTag.Bytes or FieldTag.Array or FieldTag.Table:
                reader.LongBytes();
                break;
            case FieldTag.Time or FieldTag.Int64 or FieldTag.Double:
                reader.LongLong();
                break;
            case FieldTag.Boolean:
                reader.Octet();
                break;
            case FieldTag.Void:
                break;
            default:
                reader.Take(HeaderScan.SizeOf(tag));
                break;
        }
    }
}
