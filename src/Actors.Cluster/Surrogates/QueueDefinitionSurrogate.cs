namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.queue-definition")]
internal struct QueueDefinitionSurrogate
{
    [Id(0)]
    public string Name;

    [Id(1)]
    public TimeSpan LeaseTimeout;

    [Id(2)]
    public int DeliveryLimit;

    [Id(3)]
    public string? DeadLetterQueue;

    [Id(4)]
    public bool Ephemeral;

    [Id(5)]
    public byte[]? Options;
}

[RegisterConverter]
internal sealed class QueueDefinitionConverter : IConverter<QueueDefinition, QueueDefinitionSurrogate>
{
    public QueueDefinition ConvertFromSurrogate(in QueueDefinitionSurrogate surrogate) => DefinitionOptions.Decode(new QueueDefinition(surrogate.Name)
    {
        LeaseTimeout = surrogate.LeaseTimeout,
        DeliveryLimit = surrogate.DeliveryLimit,
        DeadLetterQueue = surrogate.DeadLetterQueue,
        Ephemeral = surrogate.Ephemeral,
    }, surrogate.Options);

    public QueueDefinitionSurrogate ConvertToSurrogate(in QueueDefinition value) => new()
    {
        Name = value.Name,
        LeaseTimeout = value.LeaseTimeout,
        DeliveryLimit = value.DeliveryLimit,
        DeadLetterQueue = value.DeadLetterQueue,
        Ephemeral = value.Ephemeral,
        Options = DefinitionOptions.Encode(value),
    };
}
