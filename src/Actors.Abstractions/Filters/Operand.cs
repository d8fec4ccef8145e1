namespace Actors;

/// <summary>A value in a filter: written there, or taken from the message.</summary>
internal abstract class Operand
{
    /// <summary>What stands before the name of a property, so that a header may have the same name.</summary>
    public const string PropertyPrefix = "message.";

    private static readonly Dictionary<string, Func<Message, HeaderValue>> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["id"] = static message => message.Id,
        ["key"] = static message => message.Key,
        ["subject"] = static message => message.Subject,
        ["priority"] = static message => message.Priority,
        ["cost"] = static message => message.Cost,
        ["deliver-at"] = static message => message.DeliverAt is { } time ? time : default(HeaderValue),
        ["deadline"] = static message => message.Deadline is { } time ? time : default(HeaderValue),
        ["reply-to"] = static message => message.ReplyTo,
        ["correlation-id"] = static message => message.CorrelationId,
        ["content-type"] = static message => message.ContentType,
        ["size"] = static message => message.Body.Length,
    };

    /// <summary>The names of the properties, for error texts.</summary>
    public static string PropertyNames => string.Join(", ", Properties.Keys.Select(name => PropertyPrefix + name));

    /// <summary>The value; <see cref="HeaderKind.Null"/> if there is none.</summary>
    public abstract HeaderValue Of(Message message);

    /// <summary>Whether there is a value.</summary>
    public virtual bool IsIn(Message message) => Of(message).Kind != HeaderKind.Null;

    /// <summary>A property by its name behind the prefix; null if there is none of that name.</summary>
    public static Operand? OfProperty(string name) => Properties.TryGetValue(name, out var read) ? new Property(read) : null;

    /// <summary>Written in the filter.</summary>
    public sealed class Literal(HeaderValue value) : Operand
    {
        public HeaderValue Value => value;

        public override HeaderValue Of(Message message) => value;
    }

    /// <summary>A header.</summary>
    public sealed class Header(string name) : Operand
    {
        public override HeaderValue Of(Message message) => message.Headers[name];

        // A header without a value is there all the same.
        public override bool IsIn(Message message) => message.Headers.TryGet(name, out _);
    }

    private sealed class Property(Func<Message, HeaderValue> read) : Operand
    {
        public override HeaderValue Of(Message message) => read(message);
    }
}
