namespace Actors.Cluster.Wire;

/// <summary>A binding and what its destination is.</summary>
/// <param name="Definition">The binding.</param>
/// <param name="ToExchange">Whether its destination is an exchange.</param>
[GenerateSerializer, Immutable, Alias("actors.binding")]
public sealed record BindingEntry([property: Id(0)] BindingDefinition Definition, [property: Id(1)] bool ToExchange);
