namespace Actors.Cluster.Wire;

/// <summary>An exchange with all its bindings: what a broker instance needs to route by itself.</summary>
/// <param name="Definition">The exchange.</param>
/// <param name="Version">Grows with every change, also over exchanges of the same name that follow one another.</param>
/// <param name="Bindings">The bindings.</param>
[GenerateSerializer, Immutable, Alias("actors.exchange-table")]
public sealed record ExchangeTable(
    [property: Id(0)] ExchangeDefinition Definition,
    [property: Id(1)] long Version,
    [property: Id(2)] BindingEntry[] Bindings);
