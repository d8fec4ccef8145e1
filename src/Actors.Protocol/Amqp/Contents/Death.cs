using System.Buffers.Binary;

namespace Actors.Protocol.Amqp;

/// <summary>Where a dead-lettered message comes from and why, as AMQP clients expect to be told.</summary>
internal readonly ref struct Death
{
    private Death(ReadOnlySpan<byte> queue, ReadOnlySpan<byte> reason, long seconds)
    {
        Queue = queue;
        Reason = reason;
        Seconds = seconds;
    }

    /// <summary>Most bytes that the headers about it take, without the names of queue, exchange and key.</summary>
    public const int Bound = 512;

    private ReadOnlySpan<byte> Queue { get; }

    private ReadOnlySpan<byte> Reason { get; }

    private long Seconds { get; }

    /// <summary>Whether a message was dead-lettered.</summary>
    /// <param name="content">The message.</param>
    /// <param name="death">Where it comes from.</param>
    public static bool TryRead(scoped in EncodedContent content, out Death death)
    {
        ReadOnlySpan<byte> queue = default, reason = default;
        var milliseconds = 0L;
        var headers = new HeaderWalk(content.Headers);
        while (headers.Next())
        {
            if (headers.Name.SequenceEqual("dead-letter-source"u8))
            {
                queue = headers.Text;
            }
            else if (headers.Name.SequenceEqual("dead-letter-reason"u8))
            {
                reason = Spelled(headers.Text);
            }
            else if (headers.Name.SequenceEqual("dead-letter-last-time"u8))
            {
                milliseconds = headers.Number;
            }
        }

        death = new Death(queue, reason, milliseconds / 1000);
        return !queue.IsEmpty && !reason.IsEmpty;
    }

    /// <summary>Writes the headers about it.</summary>
    /// <param name="writer">Where to; must have room for them.</param>
    /// <param name="content">The message.</param>
    public void Write(ref FieldWriter writer, in EncodedContent content)
    {
        writer.ShortBytes("x-death"u8);
        writer.Octet(FieldTag.Array);
        var array = writer.Next(sizeof(uint));
        var start = writer.Count;
        WriteEntry(ref writer, content);
        BinaryPrimitives.WriteUInt32BigEndian(array, (uint)(writer.Count - start));
        WriteText(ref writer, "x-first-death-exchange"u8, content.Exchange);
        WriteText(ref writer, "x-first-death-queue"u8, Queue);
        WriteText(ref writer, "x-first-death-reason"u8, Reason);
    }

    private void WriteEntry(ref FieldWriter writer, in EncodedContent content)
    {
        writer.Octet(FieldTag.Table);
        var table = writer.Next(sizeof(uint));
        var start = writer.Count;
        writer.ShortBytes("count"u8);
        writer.Octet(FieldTag.Int64);
        writer.LongLong(1);
        WriteText(ref writer, "exchange"u8, content.Exchange);
        WriteText(ref writer, "queue"u8, Queue);
        WriteText(ref writer, "reason"u8, Reason);
        writer.ShortBytes("routing-keys"u8);
        writer.Octet(FieldTag.Array);
        writer.Long((uint)(1 + sizeof(uint) + content.RoutingKey.Length));
        writer.Octet(FieldTag.Text);
        writer.Long((uint)content.RoutingKey.Length);
        writer.Bytes(content.RoutingKey);
        writer.ShortBytes("time"u8);
        writer.Octet(FieldTag.Time);
        writer.LongLong((ulong)Seconds);
        BinaryPrimitives.WriteUInt32BigEndian(table, (uint)(writer.Count - start));
    }

    private static void WriteText(ref FieldWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        writer.ShortBytes(name);
        writer.Octet(FieldTag.Text);
        writer.Long((uint)value.Length);
        writer.Bytes(value);
    }

    private static ReadOnlySpan<byte> Spelled(ReadOnlySpan<byte> reason) =>
        reason.SequenceEqual("max-length"u8) ? "maxlen"u8 : reason.SequenceEqual("delivery-limit"u8) ? "delivery_limit"u8 : reason;
}
