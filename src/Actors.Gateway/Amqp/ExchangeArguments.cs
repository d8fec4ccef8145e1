using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>Turns what AMQP says about exchanges and bindings into their definitions.</summary>
internal static class ExchangeArguments
{
    private const string AlternateExchange = "alternate-exchange";
    private const string DelayedType = "x-delayed-type";
    private const string Delayed = "x-delayed-message";
    private const string Match = "x-match";

    /// <summary>The definition of an exchange.</summary>
    /// <param name="names">The names of the virtual host.</param>
    /// <param name="declare">What the client says about it.</param>
    /// <exception cref="AmqpException">The type or an argument is unknown.</exception>
    public static ExchangeDefinition Define(Names names, in ExchangeMethods.Declare declare)
    {
        var definition = new ExchangeDefinition(names.ExchangeToBroker(declare.Exchange))
        {
            Kind = KindOf(declare),
            Internal = declare.Internal,
            AutoDelete = declare.AutoDelete,
        };
        foreach (var (name, value) in declare.Arguments)
        {
            definition = name switch
            {
                AlternateExchange when value.Kind == HeaderKind.String => definition with { AlternateExchange = names.ExchangeToBroker(value.AsString()) },
                DelayedType when declare.Type == Delayed => definition,
                _ => throw new AmqpException(ReplyCode.PreconditionFailed, $"invalid arg '{name}' for exchange '{declare.Exchange}': it is unknown, or of the wrong type"),
            };
        }

        return definition;
    }

    /// <summary>How an exchange picks destinations. One of the delayed-message kind does so like the type it names: every exchange delays.</summary>
    /// <param name="declare">What the client says about it.</param>
    public static ExchangeKind KindOf(in ExchangeMethods.Declare declare)
    {
        var type = declare.Type;
        if (type == Delayed)
        {
            type = declare.Arguments.TryGet(DelayedType, out var delayed) && delayed.Kind == HeaderKind.String
                ? delayed.AsString()
                : throw new AmqpException(ReplyCode.PreconditionFailed, $"Invalid argument, '{DelayedType}' must be an existing exchange type");
        }

        return type switch
        {
            "direct" => ExchangeKind.Direct,
            "fanout" => ExchangeKind.Fanout,
            "topic" => ExchangeKind.Topic,
            "headers" => ExchangeKind.Headers,
            _ => throw new AmqpException(ReplyCode.CommandInvalid, $"unknown exchange type '{type}'"),
        };
    }

    /// <summary>The definition of a binding.</summary>
    /// <param name="exchange">The exchange, as the broker calls it.</param>
    /// <param name="destination">Where messages go, as the broker calls it.</param>
    /// <param name="routingKey">The binding key.</param>
    /// <param name="arguments">What a headers exchange compares, and how.</param>
    public static BindingDefinition Bind(string exchange, string destination, string routingKey, MessageHeaders arguments)
    {
        var compared = new MessageHeaders();
        var match = HeadersMatch.All;
        foreach (var (name, value) in arguments)
        {
            if (name == Match)
            {
                match = MatchOf(value);
            }
            else
            {
                compared[name] = value;
            }
        }

        return new BindingDefinition(exchange, destination) { Key = routingKey, Arguments = compared, HeadersMatch = match };
    }

    private static HeadersMatch MatchOf(in HeaderValue value) => (value.Kind == HeaderKind.String ? value.AsString() : "") switch
    {
        "all" => HeadersMatch.All,
        "any" => HeadersMatch.Any,
        "all-with-x" => HeadersMatch.AllWithX,
        "any-with-x" => HeadersMatch.AnyWithX,
        _ => throw new AmqpException(ReplyCode.PreconditionFailed, $"Invalid x-match field value {value}; expected all, any, all-with-x or any-with-x"),
    };
}
