namespace Actors.Cluster.Streams;

/// <summary>How the streams of one provider treat their subscribers. Give the same to every silo and client that has the provider.</summary>
public sealed class ActorsStreamOptions
{
    /// <summary>
    /// How often an event may fail in a subscriber before it is dead-lettered; 20 by default, 0 for no limit. Between two
    /// tries lies a delay that doubles from 100 milliseconds to 30 seconds: 20 tries take about six minutes. Later events of
    /// the stream wait for that long, so that their order is kept.
    /// </summary>
    public int DeliveryLimit { get; set; } = 20;

    /// <summary>How soon the events of a subscriber that vanished come back; extended for as long as a subscriber works. 30 seconds by default.</summary>
    public TimeSpan LeaseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The queue that gets events over the delivery limit; null, the default, stands for <c>provider.dead-letter</c>, an empty string discards them.</summary>
    public string? DeadLetterQueue { get; set; }

    /// <summary>How many events are brought ahead of a subscriber, and the most that one call carries to it; 1 to 4,096, 256 by default.</summary>
    public int Prefetch { get; set; } = 256;

    /// <summary>
    /// A name under which the subscriptions of a service that is no grain are kept while it is away, so that it finds them
    /// again with <c>GetAllSubscriptionHandles</c>. Without one, the default, they end with the process.
    /// </summary>
    public string? ClientName { get; set; }

    /// <summary>How long after its last event a stream whose subscribers have handled everything stays awake: longer than producers rely on it.</summary>
    internal TimeSpan IdleAfter { get; set; } = StreamDoor.Reliance * 3;

    /// <summary>How often a stream awake is looked after.</summary>
    internal TimeSpan LookPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Refuses options that cannot work.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the option and its range.</exception>
    public void Validate(string provider)
    {
        if (Prefetch is < 1 or > 4096)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(Prefetch)} {Prefetch} of the stream provider '{provider}' is out of range; allowed: 1 to 4,096.");
        }

        // Limits of subscriptions are theirs to know.
        Subscription(provider, "topic", "subscription").Validate();
    }

    internal SubscriptionDefinition Subscription(string provider, string topic, string name, bool ephemeral = false) => new(topic, name)
    {
        DeliveryLimit = DeliveryLimit,
        LeaseTimeout = LeaseTimeout,
        DeadLetterQueue = DeadLetterQueue ?? $"{StreamName.Escape(provider)}.dead-letter",
        Ephemeral = ephemeral,
    };
}
