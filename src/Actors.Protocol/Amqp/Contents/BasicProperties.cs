namespace Actors.Protocol.Amqp;

/// <summary>The properties of a content, each still as it came; a property that is not there is empty.</summary>
public readonly ref struct BasicProperties
{
    private const ushort MoreFlags = 1;

    private BasicProperties(scoped ref FieldReader reader)
    {
        Set = (PropertyFlags)reader.Short();
        if (((ushort)Set & MoreFlags) != 0)
        {
            throw new AmqpException(ReplyCode.SyntaxError, "a content has more properties than the specification knows");
        }

        ContentType = Has(PropertyFlags.ContentType) ? reader.ShortBytes() : default;
        ContentEncoding = Has(PropertyFlags.ContentEncoding) ? reader.ShortBytes() : default;
        Headers = Has(PropertyFlags.Headers) ? reader.LongBytes() : default;
        DeliveryMode = Has(PropertyFlags.DeliveryMode) ? reader.Octet() : default;
        Priority = Has(PropertyFlags.Priority) ? reader.Octet() : default;
        CorrelationId = Has(PropertyFlags.CorrelationId) ? reader.ShortBytes() : default;
        ReplyTo = Has(PropertyFlags.ReplyTo) ? reader.ShortBytes() : default;
        Expiration = Has(PropertyFlags.Expiration) ? reader.ShortBytes() : default;
        MessageId = Has(PropertyFlags.MessageId) ? reader.ShortBytes() : default;
        Timestamp = Has(PropertyFlags.Timestamp) ? reader.LongLong() : default;
        Type = Has(PropertyFlags.Type) ? reader.ShortBytes() : default;
        UserId = Has(PropertyFlags.UserId) ? reader.ShortBytes() : default;
        AppId = Has(PropertyFlags.AppId) ? reader.ShortBytes() : default;
        ClusterId = Has(PropertyFlags.ClusterId) ? reader.ShortBytes() : default;
        if (reader.Left > 0)
        {
            throw new AmqpException(ReplyCode.SyntaxError, $"{reader.Left} bytes are left over behind the properties of a content");
        }
    }

    /// <summary>Which properties are there.</summary>
    public PropertyFlags Set { get; }

    /// <summary>The body's media type.</summary>
    public ReadOnlySpan<byte> ContentType { get; init; }

    /// <summary>How the body is packed.</summary>
    public ReadOnlySpan<byte> ContentEncoding { get; }

    /// <summary>The headers: a table without its length.</summary>
    public ReadOnlySpan<byte> Headers { get; }

    /// <summary>1 for transient, 2 for persistent.</summary>
    public byte DeliveryMode { get; }

    /// <summary>0 to 255.</summary>
    public byte Priority { get; }

    /// <summary>Ties a reply to its request.</summary>
    public ReadOnlySpan<byte> CorrelationId { get; }

    /// <summary>Where a reply should go.</summary>
    public ReadOnlySpan<byte> ReplyTo { get; init; }

    /// <summary>The time to live, in milliseconds, as text.</summary>
    public ReadOnlySpan<byte> Expiration { get; }

    /// <summary>The sender's own id of the message.</summary>
    public ReadOnlySpan<byte> MessageId { get; }

    /// <summary>Seconds since 1970.</summary>
    public ulong Timestamp { get; }

    /// <summary>The application's name for the kind of message.</summary>
    public ReadOnlySpan<byte> Type { get; }

    /// <summary>Who published it.</summary>
    public ReadOnlySpan<byte> UserId { get; }

    /// <summary>The application that published it.</summary>
    public ReadOnlySpan<byte> AppId { get; }

    /// <summary>Nobody's property, kept for who uses it nevertheless.</summary>
    public ReadOnlySpan<byte> ClusterId { get; }

    /// <summary>Reads a list of properties, its flags in front.</summary>
    /// <param name="list">The list, to its end.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.SyntaxError"/>.</exception>
    public static BasicProperties Read(ReadOnlySpan<byte> list)
    {
        var reader = new FieldReader(list);
        return new BasicProperties(ref reader);
    }

    /// <summary>Whether a property is there.</summary>
    /// <param name="property">The property.</param>
    public bool Has(PropertyFlags property) => (Set & property) != 0;
}
