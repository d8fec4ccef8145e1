namespace Actors.Protocol.Amqp;

/// <summary>Where a content was published to, and with what.</summary>
/// <param name="exchange">The exchange; empty for the default one.</param>
/// <param name="routingKey">The routing key.</param>
/// <param name="subject">What the copy at hand is routed by: the routing key, or one of the further ones.</param>
public readonly ref struct ContentOrigin(ReadOnlySpan<byte> exchange, ReadOnlySpan<byte> routingKey, ReadOnlySpan<byte> subject)
{
    /// <summary>The exchange; empty for the default one.</summary>
    public ReadOnlySpan<byte> Exchange { get; } = exchange;

    /// <summary>The routing key, as consumers see it.</summary>
    public ReadOnlySpan<byte> RoutingKey { get; } = routingKey;

    /// <summary>What it is routed by.</summary>
    public ReadOnlySpan<byte> Subject { get; } = subject;

    /// <summary>Whether it is a copy for a further routing key.</summary>
    public bool IsCopy => !Subject.SequenceEqual(RoutingKey);
}
