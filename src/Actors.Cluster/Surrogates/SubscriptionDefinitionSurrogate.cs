namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.subscription-definition")]
internal struct SubscriptionDefinitionSurrogate
{
    [Id(0)]
    public string Topic;

    [Id(1)]
    public string Name;

    [Id(2)]
    public TimeSpan LeaseTimeout;

    [Id(3)]
    public int DeliveryLimit;

    [Id(4)]
    public string? DeadLetterQueue;

    [Id(5)]
    public bool Ephemeral;

    [Id(6)]
    public byte[]? Options;
}

[RegisterConverter]
internal sealed class SubscriptionDefinitionConverter : IConverter<SubscriptionDefinition, SubscriptionDefinitionSurrogate>
{
    public SubscriptionDefinition ConvertFromSurrogate(in SubscriptionDefinitionSurrogate surrogate) => DefinitionOptions.Decode(new SubscriptionDefinition(surrogate.Topic, surrogate.Name)
    {
        LeaseTimeout = surrogate.LeaseTimeout,
        DeliveryLimit = surrogate.DeliveryLimit,
        DeadLetterQueue = surrogate.DeadLetterQueue,
        Ephemeral = surrogate.Ephemeral,
    }, surrogate.Options);

    public SubscriptionDefinitionSurrogate ConvertToSurrogate(in SubscriptionDefinition value) => new()
    {
        Topic = value.Topic,
        Name = value.Name,
        LeaseTimeout = value.LeaseTimeout,
        DeliveryLimit = value.DeliveryLimit,
        DeadLetterQueue = value.DeadLetterQueue,
        Ephemeral = value.Ephemeral,
        Options = DefinitionOptions.Encode(value),
    };
}
