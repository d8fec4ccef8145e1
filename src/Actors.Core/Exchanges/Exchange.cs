namespace Actors.Core.Exchanges;

/// <summary>A routing function: which destinations its bindings give a message. Made anew whenever a binding changes, and unchanged otherwise.</summary>
internal abstract class Exchange
{
    /// <summary>The name of the exchange that gets what no binding matches; null for none.</summary>
    public string? Alternate { get; private init; }

    /// <summary>Makes the routing function of an exchange.</summary>
    public static Exchange Of(ExchangeDefinition definition, IReadOnlyCollection<Binding> bindings) => definition.Kind switch
    {
        ExchangeKind.Direct => new DirectExchange(bindings) { Alternate = definition.AlternateExchange },
        ExchangeKind.Fanout => new FanoutExchange(bindings) { Alternate = definition.AlternateExchange },
        ExchangeKind.Topic => new TopicExchange(bindings) { Alternate = definition.AlternateExchange },
        _ => new HeadersExchange(bindings) { Alternate = definition.AlternateExchange },
    };

    /// <summary>Adds every destination with a matching binding; once, however many of its bindings match.</summary>
    public abstract void Match(ref RoutedMessage message, HashSet<Destination> into);
}
