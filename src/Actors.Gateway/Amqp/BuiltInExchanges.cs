using System.Collections.Frozen;

namespace Actors.Gateway.Amqp;

/// <summary>The exchanges that every virtual host has. They come into being when something is bound to them.</summary>
internal static class BuiltInExchanges
{
    private static readonly FrozenDictionary<string, ExchangeKind> Kinds = new Dictionary<string, ExchangeKind>
    {
        ["amq.direct"] = ExchangeKind.Direct,
        ["amq.fanout"] = ExchangeKind.Fanout,
        ["amq.topic"] = ExchangeKind.Topic,
        ["amq.headers"] = ExchangeKind.Headers,
        ["amq.match"] = ExchangeKind.Headers,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether an exchange is one of them.</summary>
    /// <param name="name">What AMQP clients call it.</param>
    public static bool Has(string name) => Kinds.ContainsKey(name);

    /// <summary>How it picks destinations.</summary>
    /// <param name="name">What AMQP clients call it; one of them.</param>
    public static ExchangeKind KindOf(string name) => Kinds[name];
}
