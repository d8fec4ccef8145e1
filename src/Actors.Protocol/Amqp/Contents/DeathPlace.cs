using System.Buffers.Binary;

namespace Actors.Protocol.Amqp;

/// <summary>One place where a message was dead-lettered.</summary>
internal ref struct DeathPlace
{
    private ReadOnlySpan<byte> _subject;
    private long _count;
    private long _seconds;

    /// <summary>The queue.</summary>
    public ReadOnlySpan<byte> Queue { get; private set; }

    /// <summary>Why, as AMQP spells it.</summary>
    public ReadOnlySpan<byte> Reason { get; private set; }

    /// <summary>Reads a place from the broker's own form.</summary>
    /// <param name="entries">The entries of its table.</param>
    public static DeathPlace Read(ReadOnlySpan<byte> entries)
    {
        var place = default(DeathPlace);
        var headers = new HeaderWalk(entries);
        while (headers.Next())
        {
            if (headers.Name.SequenceEqual("source"u8))
            {
                place.Queue = headers.Text;
            }
            else if (headers.Name.SequenceEqual("reason"u8))
            {
                place.Reason = Spelled(headers.Text);
            }
            else if (headers.Name.SequenceEqual("count"u8))
            {
                place._count = headers.Number;
            }
            else if (headers.Name.SequenceEqual("subject"u8))
            {
                place._subject = headers.Text;
            }
            else if (headers.Name.SequenceEqual("time"u8))
            {
                place._seconds = headers.Number / 1000;
            }
        }

        return place;
    }

    /// <summary>Writes it as an item of <c>x-death</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="exchange">The exchange that the message was published to.</param>
    public readonly void Write(ref FieldWriter writer, ReadOnlySpan<byte> exchange)
    {
        writer.Octet(FieldTag.Table);
        var table = writer.Next(sizeof(uint));
        var start = writer.Count;
        writer.ShortBytes("count"u8);
        writer.Octet(FieldTag.Int64);
        writer.LongLong((ulong)_count);
        WriteText(ref writer, "exchange"u8, exchange);
        WriteText(ref writer, "queue"u8, Queue);
        WriteText(ref writer, "reason"u8, Reason);
        writer.ShortBytes("routing-keys"u8);
        writer.Octet(FieldTag.Array);
        writer.Long((uint)(1 + sizeof(uint) + _subject.Length));
        writer.Octet(FieldTag.Text);
        writer.Long((uint)_subject.Length);
        writer.Bytes(_subject);
        writer.ShortBytes("time"u8);
        writer.Octet(FieldTag.Time);
        writer.LongLong((ulong)_seconds);
        BinaryPrimitives.WriteUInt32BigEndian(table, (uint)(writer.Count - start));
    }

    /// <summary>Writes a text with its name.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The text.</param>
    public static void WriteText(ref FieldWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        writer.ShortBytes(name);
        writer.Octet(FieldTag.Text);
        writer.Long((uint)value.Length);
        writer.Bytes(value);
    }

    private static ReadOnlySpan<byte> Spelled(ReadOnlySpan<byte> reason) =>
        reason.SequenceEqual("max-length"u8) ? "maxlen"u8 : reason.SequenceEqual("delivery-limit"u8) ? "delivery_limit"u8 : reason;
}
