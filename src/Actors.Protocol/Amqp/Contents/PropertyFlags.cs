namespace Actors.Protocol.Amqp;

/// <summary>Which properties a content has; the values follow in the order of the bits, from the highest.</summary>
[Flags]
public enum PropertyFlags : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>content-type</summary>
    ContentType = 1 << 15,

    /// <summary>content-encoding</summary>
    ContentEncoding = 1 << 14,

    /// <summary>headers</summary>
    Headers = 1 << 13,

    /// <summary>delivery-mode</summary>
    DeliveryMode = 1 << 12,

    /// <summary>priority</summary>
    Priority = 1 << 11,

    /// <summary>correlation-id</summary>
    CorrelationId = 1 << 10,

    /// <summary>reply-to</summary>
    ReplyTo = 1 << 9,

    /// <summary>expiration</summary>
    Expiration = 1 << 8,

    /// <summary>message-id</summary>
    MessageId = 1 << 7,

    /// <summary>timestamp</summary>
    Timestamp = 1 << 6,

    /// <summary>type</summary>
    Type = 1 << 5,

    /// <summary>user-id</summary>
    UserId = 1 << 4,

    /// <summary>app-id</summary>
    AppId = 1 << 3,

    /// <summary>cluster-id, which the specification reserves</summary>
    ClusterId = 1 << 2,
}
