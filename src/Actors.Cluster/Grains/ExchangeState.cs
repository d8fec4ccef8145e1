using Actors.Cluster.Wire;
using Actors.Core.Exchanges;

namespace Actors.Cluster.Grains;

/// <summary>An exchange and its bindings as they are kept in grain storage. Never changed: a change makes another.</summary>
[GenerateSerializer, Immutable, Alias("actors.exchange-state")]
internal sealed class ExchangeState
{
    /// <summary>What it is, and the bindings.</summary>
    [Id(0)]
    public required ExchangeTable Table { get; init; }

    /// <summary>As the core has it.</summary>
    public BoundExchange ToBound() => ToBound(Table);

    /// <summary>A table as the core has it.</summary>
    public static BoundExchange ToBound(ExchangeTable table) =>
        new(table.Definition, [.. table.Bindings.Select(entry => new Binding(entry.Definition, entry.ToExchange))], table.Version);

    /// <summary>As it is kept.</summary>
    public static ExchangeState Of(BoundExchange exchange) => new()
    {
        Table = new ExchangeTable(exchange.Definition, exchange.Version, [.. exchange.Bindings.Select(binding => new BindingEntry(binding.Definition, binding.ToExchange))]),
    };
}
