namespace Actors.Cluster.Wire;

/// <summary>What became of an exchange, or of an attempt to change it.</summary>
/// <param name="IsChanged">Whether it differs from what the caller knew, or was changed by him.</param>
/// <param name="Table">The exchange as it is now; null if it is gone, or if the caller knows it already.</param>
[GenerateSerializer, Immutable, Alias("actors.exchange-change")]
public sealed record ExchangeChange([property: Id(0)] bool IsChanged, [property: Id(1)] ExchangeTable? Table);
