namespace Actors;

/// <summary>What a publisher sends: a body, headers, and the properties the broker itself acts on.</summary>
/// <remarks>Sizes are bounded by <see cref="Limits"/> and checked when the message is encoded.</remarks>
public sealed class Message
{
    /// <summary>An empty message.</summary>
    public Message()
    {
    }

    /// <summary>A message with a body. The memory is read when the message is published, not later.</summary>
    /// <param name="body">Any bytes; none is fine.</param>
    public Message(ReadOnlyMemory<byte> body) => Body = body;

    /// <summary>A message with text as its body, in UTF-8.</summary>
    /// <param name="body">Any text; empty is fine.</param>
    public Message(string body)
        : this(System.Text.Encoding.UTF8.GetBytes(body))
    {
    }

    /// <summary>A copy to change some properties of, as in <c>new Message(other) { Key = "k" }</c>. Body and headers are shared.</summary>
    /// <param name="other">The message to copy.</param>
    public Message(Message other)
    {
        Body = other.Body;
        Id = other.Id;
        Key = other.Key;
        Subject = other.Subject;
        Priority = other.Priority;
        TimeToLive = other.TimeToLive;
        DeliverAt = other.DeliverAt;
        Deadline = other.Deadline;
        Cost = other.Cost;
        ReplyTo = other.ReplyTo;
        CorrelationId = other.CorrelationId;
        ContentType = other.ContentType;
        Headers = other.Headers;
    }

    /// <summary>The payload; the broker never looks into it.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body as UTF-8 text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Body.Span);

    /// <summary>The sender's own id of the message.</summary>
    public string? Id { get; init; }

    /// <summary>Messages of one key belong together: order, partition and per-key policies go by it.</summary>
    public string? Key { get; init; }

    /// <summary>What the message is about, words separated by dots; topics route by it.</summary>
    public string? Subject { get; init; }

    /// <summary>0 (lowest, the default) to 9.</summary>
    public byte Priority { get; init; }

    /// <summary>
    /// How long the message may wait to be settled before it expires, from when it is stored or from <see cref="DeliverAt"/> if
    /// that is later; none means forever. Milliseconds on the wire.
    /// </summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Not to be delivered before this time, however far it is; until then the message is delayed.</summary>
    public DateTimeOffset? DeliverAt { get; init; }

    /// <summary>Not worth delivering after this time.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>How expensive the work is, in units of the publisher's choice; budgets count it.</summary>
    public uint Cost { get; init; }

    /// <summary>The queue a reply should be published to.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Ties a reply to its request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The body's media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>The application's own facts about the message.</summary>
    public MessageHeaders Headers { get; init; } = [];
}
