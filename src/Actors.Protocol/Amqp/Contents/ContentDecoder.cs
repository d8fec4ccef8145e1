using System.Buffers.Binary;
using System.Buffers.Text;

namespace Actors.Protocol.Amqp;

/// <summary>Writes the properties of a message as AMQP has them, straight from its encoded form.</summary>
internal static class ContentDecoder
{
    // Flags and the properties of a fixed size, and what the broker may add to the headers.
    private const int FixedBytes = 256;

    /// <summary>Most bytes that the properties can take.</summary>
    public static int Bound(in EncodedContent content) =>
        FixedBytes + Death.Bound(content) + (4 * content.Headers.Length) + (3 * content.Exchange.Length) + (2 * content.RoutingKey.Length) + content.Key.Length + (8 * AmqpProtocol.ShortTextBytes);

    /// <summary>Writes the properties, their flags in front.</summary>
    /// <param name="writer">Where to; must have room for <see cref="Bound"/> bytes.</param>
    /// <param name="content">The message.</param>
    /// <param name="deliveries">How often it was delivered before; 0 leaves the header out.</param>
    public static void Write(ref FieldWriter writer, in EncodedContent content, int deliveries)
    {
        var envelope = content.Envelope;
        var flags = writer.Next(sizeof(ushort));
        var set = envelope.Set & ~(PropertyFlags.Priority | PropertyFlags.Headers);
        set |= WriteText(ref writer, content, MessageProperties.ContentType, content.ContentType, PropertyFlags.ContentType);
        WriteText(ref writer, set, PropertyFlags.ContentEncoding, envelope.ContentEncoding);
        set |= WriteHeaders(ref writer, content, deliveries);
        if ((set & PropertyFlags.DeliveryMode) != 0)
        {
            writer.Octet(envelope.DeliveryMode);
        }

        if (content.Has(MessageProperties.Priority))
        {
            set |= PropertyFlags.Priority;
            writer.Octet((envelope.Set & PropertyFlags.Priority) != 0 ? envelope.Priority : content.Priority);
        }

        set |= WriteText(ref writer, content, MessageProperties.CorrelationId, content.CorrelationId, PropertyFlags.CorrelationId);
        set |= WriteText(ref writer, content, MessageProperties.ReplyTo, content.ReplyTo, PropertyFlags.ReplyTo);
        if (content.Has(MessageProperties.TimeToLive))
        {
            set |= PropertyFlags.Expiration;
            WriteExpiration(ref writer, content.TimeToLive);
        }

        set |= WriteText(ref writer, content, MessageProperties.Id, content.Id, PropertyFlags.MessageId);
        if ((set & PropertyFlags.Timestamp) != 0)
        {
            writer.LongLong(envelope.Timestamp);
        }

        WriteText(ref writer, set, PropertyFlags.Type, envelope.Type);
        WriteText(ref writer, set, PropertyFlags.UserId, envelope.UserId);
        WriteText(ref writer, set, PropertyFlags.AppId, envelope.AppId);
        WriteText(ref writer, set, PropertyFlags.ClusterId, envelope.ClusterId);
        BinaryPrimitives.WriteUInt16BigEndian(flags, (ushort)set);
    }

    private static PropertyFlags WriteHeaders(ref FieldWriter writer, in EncodedContent content, int deliveries)
    {
        var death = default(Death);
        var addsKey = content.Has(MessageProperties.Key) && !HasHeader(content, AmqpHeaders.Key);
        var addsCost = content.Has(MessageProperties.Cost) && !HasHeader(content, AmqpHeaders.Cost);
        var addsDeadline = content.Has(MessageProperties.Deadline) && !HasHeader(content, AmqpHeaders.Deadline);
        var hasTable = content.Has(MessageProperties.Headers) && (content.HeaderCount > 0 || !content.IsEnveloped || (content.Envelope.Set & PropertyFlags.Headers) != 0);
        var wasDead = Death.TryRead(content, out death);
        if (!hasTable && !addsKey && !addsCost && !addsDeadline && deliveries == 0)
        {
            return PropertyFlags.None;
        }

        var length = writer.Next(sizeof(uint));
        var start = writer.Count;
        new HeaderDecoder(content.Headers, content.Envelope.Tags).WriteEntries(ref writer, content.HeaderCount);
        if (addsKey)
        {
            writer.ShortBytes(AmqpHeaders.Key);
            writer.Octet(FieldTag.Text);
            writer.Long((uint)content.Key.Length);
            writer.Bytes(content.Key);
        }

        WriteInteger(ref writer, addsCost, AmqpHeaders.Cost, content.Cost);
        WriteInteger(ref writer, addsDeadline, AmqpHeaders.Deadline, content.Deadline);
        if (wasDead)
        {
            death.Write(ref writer, content);
        }

        WriteInteger(ref writer, deliveries > 0, AmqpHeaders.DeliveryCount, deliveries);
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)(writer.Count - start));
        return PropertyFlags.Headers;
    }

    // Good enough to tell whether the publisher set it: what else looks like it inside the headers costs a header nobody misses.
    private static bool HasHeader(in EncodedContent content, ReadOnlySpan<byte> name) => content.Headers.IndexOf(name) >= 0;

    private static void WriteInteger(ref FieldWriter writer, bool isThere, ReadOnlySpan<byte> name, long value)
    {
        if (isThere)
        {
            writer.ShortBytes(name);
            writer.Octet(FieldTag.Int64);
            writer.LongLong((ulong)value);
        }
    }

    private static void WriteExpiration(ref FieldWriter writer, long milliseconds)
    {
        Span<byte> text = stackalloc byte[20];
        Utf8Formatter.TryFormat(milliseconds, text, out var length);
        writer.ShortBytes(text[..length]);
    }

    private static PropertyFlags WriteText(ref FieldWriter writer, in EncodedContent content, MessageProperties property, ReadOnlySpan<byte> value, PropertyFlags flag)
    {
        if (!content.Has(property))
        {
            return PropertyFlags.None;
        }

        writer.ShortBytes(value);
        return flag;
    }

    private static void WriteText(ref FieldWriter writer, PropertyFlags set, PropertyFlags property, ReadOnlySpan<byte> value)
    {
        if ((set & property) != 0)
        {
            writer.ShortBytes(value);
        }
    }
}
