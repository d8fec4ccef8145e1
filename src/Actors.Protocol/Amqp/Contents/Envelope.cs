using System.Buffers.Binary;

namespace Actors.Protocol.Amqp;

/// <summary>What AMQP says about a message and the broker has no property for: kept in one header of the broker's own, the first.</summary>
/// <remarks>
/// Only messages that need one have it. A persistent message to the default exchange, with properties that the broker knows
/// and headers of plain types, has none: it is the same as one published by the native client.
/// <code>
///  0       2
/// +-------+----------+--------------------------+---------+
/// | flags | exchange | what is in the flags     | types … |
/// +-------+----------+--------------------------+---------+
///    u16    u8 + text  routing key of a copy, content-encoding,    one for each value in the headers,
///                      delivery-mode, priority, timestamp, type,   as far as there are any
///                      user-id, app-id, cluster-id
/// </code>
/// </remarks>
internal ref struct Envelope
{
    /// <summary>The properties it can hold. Of the headers it tells whether there were any, even none at all.</summary>
    public const PropertyFlags Holds = PropertyFlags.ContentEncoding | PropertyFlags.DeliveryMode | PropertyFlags.Priority
        | PropertyFlags.Timestamp | PropertyFlags.Type | PropertyFlags.UserId | PropertyFlags.AppId | PropertyFlags.ClusterId;

    /// <summary>A message without an envelope is persistent.</summary>
    public const byte Persistent = 2;

    /// <summary>The broker's highest priority; the exact value of a higher one is kept here.</summary>
    public const byte HighestPriority = 9;

    // The lowest bit stands for no property: it says that the message was published with another routing key than its subject.
    private const PropertyFlags HasRoutingKey = (PropertyFlags)1;

    public PropertyFlags Set;
    public ReadOnlySpan<byte> Exchange;

    /// <summary>What a copy for a further routing key was published with; empty for any other message.</summary>
    public ReadOnlySpan<byte> RoutingKey;
    public ReadOnlySpan<byte> ContentEncoding;
    public byte DeliveryMode;
    public byte Priority;
    public ulong Timestamp;
    public ReadOnlySpan<byte> Type;
    public ReadOnlySpan<byte> UserId;
    public ReadOnlySpan<byte> AppId;
    public ReadOnlySpan<byte> ClusterId;
    public ReadOnlySpan<byte> Tags;

    /// <summary>The header's name.</summary>
    public static ReadOnlySpan<byte> Name => "amqp"u8;

    /// <summary>The envelope of a message that has none.</summary>
    public static Envelope None => new() { Set = PropertyFlags.DeliveryMode, DeliveryMode = Persistent };

    /// <summary>Whether a content needs one.</summary>
    public static bool IsNeeded(in BasicProperties properties, in ContentOrigin origin, bool plainHeaders) =>
        !origin.Exchange.IsEmpty || origin.IsCopy || !plainHeaders || FlagsOf(properties) != PropertyFlags.DeliveryMode || properties.DeliveryMode != Persistent;

    /// <summary>Writes it, name and all.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="properties">The content's properties.</param>
    /// <param name="origin">Where it was published to, and with what.</param>
    /// <param name="plainHeaders">Whether the types of the headers need not be kept.</param>
    public static void Write(ref EncodedWriter writer, in BasicProperties properties, in ContentOrigin origin, bool plainHeaders)
    {
        writer.Name(Name);
        writer.Byte((byte)HeaderKind.Bytes);
        var length = writer.Next(sizeof(uint));
        var start = writer.Count;
        var flags = FlagsOf(properties);
        writer.UInt16((ushort)(flags | (properties.Set & PropertyFlags.Headers) | (origin.IsCopy ? HasRoutingKey : 0)));
        writer.Name(origin.Exchange);
        if (origin.IsCopy)
        {
            writer.Name(origin.RoutingKey);
        }

        WriteShort(ref writer, flags, PropertyFlags.ContentEncoding, properties.ContentEncoding);
        if ((flags & PropertyFlags.DeliveryMode) != 0)
        {
            writer.Byte(properties.DeliveryMode);
        }

        if ((flags & PropertyFlags.Priority) != 0)
        {
            writer.Byte(properties.Priority);
        }

        if ((flags & PropertyFlags.Timestamp) != 0)
        {
            writer.Int64((long)properties.Timestamp);
        }

        WriteShort(ref writer, flags, PropertyFlags.Type, properties.Type);
        WriteShort(ref writer, flags, PropertyFlags.UserId, properties.UserId);
        WriteShort(ref writer, flags, PropertyFlags.AppId, properties.AppId);
        WriteShort(ref writer, flags, PropertyFlags.ClusterId, properties.ClusterId);
        if (!plainHeaders)
        {
            HeaderEncoder.WriteTags(ref writer, properties.Headers, hidesBcc: true);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)(writer.Count - start));
    }

    /// <summary>Reads what was written. Bytes of another origin are taken for no envelope.</summary>
    /// <param name="bytes">The header's value.</param>
    public static Envelope Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return ReadTrusted(bytes);
        }
        catch (AmqpException)
        {
            // A native publisher may call a header of his own by this name.
            return None;
        }
    }

    private static Envelope ReadTrusted(ReadOnlySpan<byte> bytes)
    {
        var reader = new FieldReader(bytes);
        var set = (PropertyFlags)BinaryPrimitives.ReadUInt16LittleEndian(reader.Take(2));
        var envelope = new Envelope { Set = set & (Holds | PropertyFlags.Headers), Exchange = reader.ShortBytes() };
        envelope.RoutingKey = ReadShort(ref reader, set, HasRoutingKey);
        envelope.ContentEncoding = ReadShort(ref reader, set, PropertyFlags.ContentEncoding);
        envelope.DeliveryMode = (set & PropertyFlags.DeliveryMode) != 0 ? reader.Octet() : default;
        envelope.Priority = (set & PropertyFlags.Priority) != 0 ? reader.Octet() : default;
        envelope.Timestamp = (set & PropertyFlags.Timestamp) != 0 ? BinaryPrimitives.ReadUInt64LittleEndian(reader.Take(8)) : default;
        envelope.Type = ReadShort(ref reader, set, PropertyFlags.Type);
        envelope.UserId = ReadShort(ref reader, set, PropertyFlags.UserId);
        envelope.AppId = ReadShort(ref reader, set, PropertyFlags.AppId);
        envelope.ClusterId = ReadShort(ref reader, set, PropertyFlags.ClusterId);
        envelope.Tags = reader.Take(reader.Left);
        return envelope;
    }

    private static PropertyFlags FlagsOf(in BasicProperties properties)
    {
        var flags = properties.Set & Holds;
        return properties.Priority <= HighestPriority ? flags & ~PropertyFlags.Priority : flags;
    }

    private static void WriteShort(ref EncodedWriter writer, PropertyFlags flags, PropertyFlags property, ReadOnlySpan<byte> value)
    {
        if ((flags & property) != 0)
        {
            writer.Name(value);
        }
    }

    private static ReadOnlySpan<byte> ReadShort(scoped ref FieldReader reader, PropertyFlags flags, PropertyFlags property) =>
        (flags & property) != 0 ? reader.ShortBytes() : default;
}
