namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.binding-definition")]
internal struct BindingDefinitionSurrogate
{
    [Id(0)]
    public string Exchange;

    [Id(1)]
    public string Destination;

    [Id(2)]
    public HeadersMatch HeadersMatch;

    [Id(3)]
    public byte[] Match;
}

[RegisterConverter]
internal sealed class BindingDefinitionConverter : IConverter<BindingDefinition, BindingDefinitionSurrogate>
{
    public BindingDefinition ConvertFromSurrogate(in BindingDefinitionSurrogate surrogate) =>
        new BindingDefinition(surrogate.Exchange, surrogate.Destination) { HeadersMatch = surrogate.HeadersMatch }.WithMatch(surrogate.Match);

    public BindingDefinitionSurrogate ConvertToSurrogate(in BindingDefinition value) => new()
    {
        Exchange = value.Exchange,
        Destination = value.Destination,
        HeadersMatch = value.HeadersMatch,
        Match = value.EncodeMatch().ToArray(),
    };
}
