namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.topic-definition")]
internal struct TopicDefinitionSurrogate
{
    [Id(0)]
    public string Name;

    [Id(1)]
    public byte[]? Options;
}

[RegisterConverter]
internal sealed class TopicDefinitionConverter : IConverter<TopicDefinition, TopicDefinitionSurrogate>
{
    public TopicDefinition ConvertFromSurrogate(in TopicDefinitionSurrogate surrogate) =>
        DefinitionOptions.Decode(new TopicDefinition(surrogate.Name), surrogate.Options);

    public TopicDefinitionSurrogate ConvertToSurrogate(in TopicDefinition value) => new() { Name = value.Name, Options = DefinitionOptions.Encode(value) };
}
