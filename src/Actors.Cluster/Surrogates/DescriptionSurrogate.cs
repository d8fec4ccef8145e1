namespace Actors.Cluster.Surrogates;

[GenerateSerializer, Immutable, Alias("actors.description")]
internal struct DescriptionSurrogate
{
    [Id(0)]
    public string Address;

    [Id(1)]
    public EntityKind Kind;

    [Id(2)]
    public bool Ephemeral;

    [Id(3)]
    public TimeSpan LeaseTimeout;

    [Id(4)]
    public int DeliveryLimit;

    [Id(5)]
    public string DeadLetterQueue;

    [Id(6)]
    public long Ready;

    [Id(7)]
    public long Leased;

    [Id(8)]
    public long Delayed;

    [Id(9)]
    public int Consumers;

    [Id(10)]
    public int Subscriptions;

    [Id(11)]
    public long Bytes;

    [Id(12)]
    public TimeSpan? OldestAge;

    [Id(13)]
    public long Published;

    [Id(14)]
    public long Delivered;

    [Id(15)]
    public long Redelivered;

    [Id(16)]
    public long Acked;

    [Id(17)]
    public long DeadLettered;

    [Id(18)]
    public double PublishRate;

    [Id(19)]
    public double DeliverRate;

    [Id(20)]
    public double AckRate;

    [Id(40)]
    public long Expired;

    [Id(41)]
    public long Dropped;

    [Id(42)]
    public long Duplicates;
}

[RegisterConverter]
internal sealed class DescriptionConverter : IConverter<EntityDescription, DescriptionSurrogate>
{
    public EntityDescription ConvertFromSurrogate(in DescriptionSurrogate surrogate) => new()
    {
        Address = surrogate.Address,
        Kind = surrogate.Kind,
        Ephemeral = surrogate.Ephemeral,
        LeaseTimeout = surrogate.LeaseTimeout,
        DeliveryLimit = surrogate.DeliveryLimit,
        DeadLetterQueue = surrogate.DeadLetterQueue,
        Ready = surrogate.Ready,
        Leased = surrogate.Leased,
        Delayed = surrogate.Delayed,
        Consumers = surrogate.Consumers,
        Subscriptions = surrogate.Subscriptions,
        Bytes = surrogate.Bytes,
        OldestAge = surrogate.OldestAge,
        Published = surrogate.Published,
        Delivered = surrogate.Delivered,
        Redelivered = surrogate.Redelivered,
        Acked = surrogate.Acked,
        DeadLettered = surrogate.DeadLettered,
        Expired = surrogate.Expired,
        Dropped = surrogate.Dropped,
        Duplicates = surrogate.Duplicates,
        PublishRate = surrogate.PublishRate,
        DeliverRate = surrogate.DeliverRate,
        AckRate = surrogate.AckRate,
    };

    public DescriptionSurrogate ConvertToSurrogate(in EntityDescription value) => new()
    {
        Address = value.Address,
        Kind = value.Kind,
        Ephemeral = value.Ephemeral,
        LeaseTimeout = value.LeaseTimeout,
        DeliveryLimit = value.DeliveryLimit,
        DeadLetterQueue = value.DeadLetterQueue,
        Ready = value.Ready,
        Leased = value.Leased,
        Delayed = value.Delayed,
        Consumers = value.Consumers,
        Subscriptions = value.Subscriptions,
        Bytes = value.Bytes,
        OldestAge = value.OldestAge,
        Published = value.Published,
        Delivered = value.Delivered,
        Redelivered = value.Redelivered,
        Acked = value.Acked,
        DeadLettered = value.DeadLettered,
        Expired = value.Expired,
        Dropped = value.Dropped,
        Duplicates = value.Duplicates,
        PublishRate = value.PublishRate,
        DeliverRate = value.DeliverRate,
        AckRate = value.AckRate,
    };
}
