namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.exchange-definition")]
internal struct ExchangeDefinitionSurrogate
{
    [Id(0)]
    public string Name;

    [Id(1)]
    public byte[]? Options;
}

[RegisterConverter]
internal sealed class ExchangeDefinitionConverter : IConverter<ExchangeDefinition, ExchangeDefinitionSurrogate>
{
    public ExchangeDefinition ConvertFromSurrogate(in ExchangeDefinitionSurrogate surrogate) =>
        DefinitionOptions.Decode(new ExchangeDefinition(surrogate.Name), surrogate.Options);

    public ExchangeDefinitionSurrogate ConvertToSurrogate(in ExchangeDefinition value) => new() { Name = value.Name, Options = DefinitionOptions.Encode(value) };
}
