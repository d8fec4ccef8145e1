namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.topic-definition")]
internal struct TopicDefinitionSurrogate
{
    [Id(0)]
    public string Name;
}

[RegisterConverter]
internal sealed class TopicDefinitionConverter : IConverter<TopicDefinition, TopicDefinitionSurrogate>
{
    public TopicDefinition ConvertFromSurrogate(in TopicDefinitionSurrogate surrogate) => new(surrogate.Name);

    public TopicDefinitionSurrogate ConvertToSurrogate(in TopicDefinition value) => new() { Name = value.Name };
}
