namespace Actors.Protocol.Amqp;

/// <summary>What a header frame says about the content that follows a method.</summary>
/// <remarks>
/// <code>
///  0       2        4           12
/// +-------+--------+-----------+--------------+
/// | class | weight | body size | properties … |      the properties begin with their flags
/// +-------+--------+-----------+--------------+
///    u16     u16       u64
/// </code>
/// </remarks>
public readonly ref struct ContentHeader
{
    /// <summary>Bytes before the properties.</summary>
    public const int HeadBytes = 12;

    /// <summary>The class whose methods carry contents.</summary>
    public const ushort BasicClass = 60;

    private ContentHeader(ulong bodyBytes, ReadOnlySpan<byte> properties)
    {
        BodyBytes = bodyBytes;
        Properties = properties;
    }

    /// <summary>The body's size over all its frames.</summary>
    public ulong BodyBytes { get; }

    /// <summary>The properties, flags in front.</summary>
    public ReadOnlySpan<byte> Properties { get; }

    /// <summary>Reads the payload of a header frame.</summary>
    /// <param name="payload">The payload.</param>
    /// <exception cref="AmqpException">It is malformed, or of another class than its method.</exception>
    public static ContentHeader Read(ReadOnlySpan<byte> payload)
    {
        var reader = new FieldReader(payload);
        var contentClass = reader.Short();
        if (contentClass != BasicClass)
        {
            throw new AmqpException(ReplyCode.UnexpectedFrame, $"the header of a content of class {contentClass} came; only those of class {BasicClass} are allowed");
        }

        reader.Short();
        return new ContentHeader(reader.LongLong(), reader.Take(reader.Left));
    }
}
