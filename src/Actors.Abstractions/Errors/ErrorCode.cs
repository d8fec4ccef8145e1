namespace Actors;

/// <summary>Why the broker refused something. The numbers travel on the wire and never change their meaning.</summary>
public enum ErrorCode : ushort
{
    /// <summary>Nothing went wrong.</summary>
    None = 0,

    /// <summary>An argument is outside what is allowed; the text names the argument and the range.</summary>
    InvalidArgument = 1,

    /// <summary>No queue, topic, subscription or exchange has that name.</summary>
    NotFound = 2,

    /// <summary>The name exists with another definition; the text names the first property that differs.</summary>
    DefinitionMismatch = 3,

    /// <summary>A limit of the broker was reached; the text names the limit and its value. See <see cref="Limits"/>.</summary>
    LimitExceeded = 4,

    /// <summary>The lease is no longer held: it expired, was settled, or belongs to an earlier delivery. Nothing changed.</summary>
    StaleLease = 5,

    /// <summary>The request was not carried out and may be sent again, later or elsewhere.</summary>
    Unavailable = 6,

    /// <summary>The disk has no room for the message. It was not stored; settling still works.</summary>
    StorageFull = 7,

    /// <summary>The broker or the connection failed before an answer was known: the request may or may not have been carried out.</summary>
    OutcomeUnknown = 8,

    /// <summary>Bytes that are not the protocol: a malformed, oversized, truncated or out-of-order frame.</summary>
    ProtocolViolation = 9,

    /// <summary>The credentials are missing or wrong.</summary>
    Unauthorized = 10,

    /// <summary>The queue, topic or subscription was deleted while it was in use.</summary>
    Deleted = 11,

    /// <summary>No reply arrived in time.</summary>
    Timeout = 12,

    /// <summary>The client speaks a protocol version that this broker does not.</summary>
    VersionMismatch = 13,

    /// <summary>A fault of the broker's own; its log has the details.</summary>
    Internal = 14,

    /// <summary>No queue and no topic was found for a message whose publisher wanted to know.</summary>
    Unroutable = 15,

    /// <summary>A later life of the publisher has published: this one is over and must stop.</summary>
    Fenced = 16,
}
