namespace Actors.Protocol.Amqp;

/// <summary>The headers by which AMQP clients reach what the broker can do and AMQP has no property for.</summary>
public static class AmqpHeaders
{
    /// <summary>Messages of one key belong together; text.</summary>
    public static ReadOnlySpan<byte> Key => "x-key"u8;

    /// <summary>How expensive the work is; an integer.</summary>
    public static ReadOnlySpan<byte> Cost => "x-cost"u8;

    /// <summary>Not to be delivered before this many milliseconds have passed; an integer.</summary>
    public static ReadOnlySpan<byte> Delay => "x-delay"u8;

    /// <summary>Not worth delivering after this time: an AMQP timestamp, or an integer of milliseconds since 1970.</summary>
    public static ReadOnlySpan<byte> Deadline => "x-deadline"u8;

    /// <summary>How often the message was delivered before; an integer, only on redeliveries.</summary>
    public static ReadOnlySpan<byte> DeliveryCount => "x-delivery-count"u8;

    /// <summary>Further routing keys of a message, which its consumers see.</summary>
    public static ReadOnlySpan<byte> Cc => "CC"u8;

    /// <summary>Further routing keys of a message, which nobody sees.</summary>
    public static ReadOnlySpan<byte> Bcc => "BCC"u8;
}
