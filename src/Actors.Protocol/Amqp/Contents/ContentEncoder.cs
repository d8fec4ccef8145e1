using System.Buffers.Binary;
using System.Buffers.Text;

namespace Actors.Protocol.Amqp;

/// <summary>Turns a published content into the broker's encoded form, once and without taking anything apart that is not needed.</summary>
public static class ContentEncoder
{
    // The size, the set of properties, the fixed ones and the frame of the headers, with some room to spare.
    private const int FixedBytes = 128;

    // A header of one byte becomes one of eight, and its type may be kept beside it.
    private const int Growth = 10;

    // A time to live of more milliseconds than this RabbitMQ refuses as well.
    private const long LongestExpiration = uint.MaxValue;

    /// <summary>Most bytes that a message's head can take.</summary>
    /// <param name="propertyBytes">Bytes of the properties as they came.</param>
    /// <param name="exchangeBytes">Bytes of the exchange's name.</param>
    /// <param name="routingKeyBytes">Bytes of the routing key.</param>
    public static int HeadBound(int propertyBytes, int exchangeBytes, int routingKeyBytes) =>
        FixedBytes + Math.Min(propertyBytes * Growth, 3 * Limits.HeaderBytes) + exchangeBytes + (2 * routingKeyBytes);

    /// <summary>Writes everything of a message that comes before its body.</summary>
    /// <param name="destination">At least <see cref="HeadBound"/> bytes.</param>
    /// <param name="properties">The content's properties.</param>
    /// <param name="origin">Where it is published to, and with what.</param>
    /// <param name="bodyBytes">The size of the body that will follow.</param>
    /// <param name="now">The time, in milliseconds since 1970.</param>
    /// <param name="cc">Further routing keys: the items of an array of texts.</param>
    /// <param name="bcc">Further routing keys that nobody may see.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="AmqpException"><see cref="ReplyCode.PreconditionFailed"/>: something is larger or other than the broker keeps.</exception>
    public static int WriteHead(
        Span<byte> destination,
        scoped in BasicProperties properties,
        scoped in ContentOrigin origin,
        int bodyBytes,
        long now,
        out ReadOnlySpan<byte> cc,
        out ReadOnlySpan<byte> bcc)
    {
        var writer = new EncodedWriter(destination);
        var scan = properties.Has(PropertyFlags.Headers) ? HeaderScan.Of(properties.Headers) : new HeaderScan { IsPlain = true };
        cc = scan.Cc;
        bcc = scan.Bcc;
        var timeToLive = TimeToLiveOf(properties);
        var enveloped = Envelope.IsNeeded(properties, origin, scan.IsPlain);
        var set = SetOf(properties, scan, timeToLive, enveloped);
        var size = writer.Next(sizeof(uint));
        writer.UInt16((ushort)set);
        WriteText(ref writer, set, MessageProperties.Id, properties.MessageId);
        WriteText(ref writer, set, MessageProperties.Key, scan.Key);
        WriteText(ref writer, set, MessageProperties.Subject, origin.Subject);
        if ((set & MessageProperties.Priority) != 0)
        {
            writer.Byte(Math.Min(properties.Priority, Envelope.HighestPriority));
        }

        WriteNumber(ref writer, set, MessageProperties.TimeToLive, timeToLive);
        WriteNumber(ref writer, set, MessageProperties.DeliverAt, now + scan.Delay);
        WriteNumber(ref writer, set, MessageProperties.Deadline, scan.Deadline);
        if ((set & MessageProperties.Cost) != 0)
        {
            writer.UInt32(scan.Cost);
        }

        WriteText(ref writer, set, MessageProperties.ReplyTo, properties.ReplyTo);
        WriteText(ref writer, set, MessageProperties.CorrelationId, properties.CorrelationId);
        WriteText(ref writer, set, MessageProperties.ContentType, properties.ContentType);
        if ((set & MessageProperties.Headers) != 0)
        {
            WriteHeaders(ref writer, properties, scan, origin, enveloped);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)(writer.Count - sizeof(uint) + bodyBytes));
        return writer.Count;
    }

    private static MessageProperties SetOf(in BasicProperties properties, in HeaderScan scan, long timeToLive, bool enveloped) =>
        MessageProperties.Subject
        | (properties.Has(PropertyFlags.MessageId) ? MessageProperties.Id : 0)
        | (scan.Key.IsEmpty ? 0 : MessageProperties.Key)
        | (properties.Has(PropertyFlags.Priority) ? MessageProperties.Priority : 0)
        | (timeToLive < 0 ? 0 : MessageProperties.TimeToLive)
        | (scan.Delay == 0 ? 0 : MessageProperties.DeliverAt)
        | (scan.Deadline == 0 ? 0 : MessageProperties.Deadline)
        | (scan.Cost == 0 ? 0 : MessageProperties.Cost)
        | (properties.Has(PropertyFlags.ReplyTo) ? MessageProperties.ReplyTo : 0)
        | (properties.Has(PropertyFlags.CorrelationId) ? MessageProperties.CorrelationId : 0)
        | (properties.Has(PropertyFlags.ContentType) ? MessageProperties.ContentType : 0)
        | (enveloped || properties.Has(PropertyFlags.Headers) ? MessageProperties.Headers : 0);

    private static void WriteHeaders(ref EncodedWriter writer, in BasicProperties properties, in HeaderScan scan, in ContentOrigin origin, bool enveloped)
    {
        var length = writer.Next(sizeof(uint));
        var start = writer.Count;
        writer.UInt16((ushort)(scan.Count + (enveloped ? 1 : 0)));
        if (enveloped)
        {
            Envelope.Write(ref writer, properties, origin, scan.IsPlain);
        }

        HeaderEncoder.WriteEntries(ref writer, properties.Headers, hidesBcc: true);
        var bytes = writer.Count - start;
        if (bytes > Limits.HeaderBytes)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, $"the headers of a message take {bytes} encoded bytes; at most {Limits.HeaderBytes} are allowed");
        }

        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)bytes);
    }

    // At least one millisecond: with none at all a message could not even be delivered to a consumer that waits.
    private static long TimeToLiveOf(in BasicProperties properties)
    {
        if (!properties.Has(PropertyFlags.Expiration))
        {
            return -1;
        }

        return Utf8Parser.TryParse(properties.Expiration, out ulong milliseconds, out var read) && read == properties.Expiration.Length && milliseconds <= LongestExpiration
            ? Math.Max(1, (long)milliseconds)
            : throw new AmqpException(ReplyCode.PreconditionFailed, $"invalid expiration '{System.Text.Encoding.UTF8.GetString(properties.Expiration)}': milliseconds from 0 to {LongestExpiration} are allowed");
    }

    private static void WriteText(ref EncodedWriter writer, MessageProperties set, MessageProperties property, ReadOnlySpan<byte> value)
    {
        if ((set & property) == 0)
        {
            return;
        }

        if (value.Length > Limits.KeyBytes)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, $"the header x-key has {value.Length} bytes; at most {Limits.KeyBytes} are allowed");
        }

        writer.Text(value);
    }

    private static void WriteNumber(ref EncodedWriter writer, MessageProperties set, MessageProperties property, long value)
    {
        if ((set & property) != 0)
        {
            writer.Int64(value);
        }
    }
}
