namespace Actors.Core.Subscriptions;

/// <summary>A definition as the core keeps it: with every default filled in, so that equal ones are equal.</summary>
/// <param name="LeaseTimeout">How long a consumer holds a message unless it asks for another time.</param>
/// <param name="DeliveryLimit">Failed deliveries before dead-lettering; 0 for no limit.</param>
/// <param name="DeadLetterQueue">Who gets dead-lettered messages; empty to discard them.</param>
/// <param name="Ephemeral">Gone with its last consumer and at a restart.</param>
public readonly record struct SubscriptionPolicy(TimeSpan LeaseTimeout, int DeliveryLimit, string DeadLetterQueue, bool Ephemeral)
{
    /// <summary>Whatever else the definition says; null when all of it is at its defaults.</summary>
    internal PolicyOptions<ConsumptionPolicy>? Options { get; init; }

    /// <summary>How long a message may wait, in ticks; 0 for ever.</summary>
    internal long TimeToLive => Options?.Values.MessageTimeToLive?.Ticks ?? 0;

    /// <summary>How long the subscription may be idle before it goes, in ticks; 0 for ever.</summary>
    internal long ExpiresAfter => Options?.Values.ExpiresAfter?.Ticks ?? 0;

    /// <summary>Whether it goes with its last consumer.</summary>
    internal bool AutoDelete => Options?.Values.AutoDelete ?? false;

    /// <summary>Whether one consumer is served, and the others stand by.</summary>
    internal bool SingleActiveConsumer => Options?.Values.SingleActiveConsumer ?? false;

    /// <summary>Whether there may be one consumer only.</summary>
    internal bool Exclusive => Options?.Values.Exclusive ?? false;

    /// <summary>The subject that dead letters get; null to keep their own.</summary>
    internal string? DeadLetterSubject => Options?.Values.DeadLetterSubject;

    /// <summary>How long a message waits after its first, second and further failures; empty for not at all.</summary>
    internal IReadOnlyList<TimeSpan> RetryDelays => Options?.Values.RetryDelays ?? [];

    /// <summary>The policy of a definition.</summary>
    /// <param name="definition">A valid definition.</param>
    /// <param name="address">The address of what it defines; the default name of the dead-letter queue follows it.</param>
    public static SubscriptionPolicy Of(ConsumptionPolicy definition, string address)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(address);
        return new(definition.LeaseTimeout, definition.DeliveryLimit, definition.DeadLetterQueueOf(address), definition.Ephemeral)
        {
            Options = PolicyOptions<ConsumptionPolicy>.Of(definition, Carrier(definition is SubscriptionDefinition)),
        };
    }

    /// <summary>Names the first property in which another policy differs; null when none does.</summary>
    /// <param name="other">The other policy.</param>
    public string? DifferenceTo(SubscriptionPolicy other) =>
        LeaseTimeout != other.LeaseTimeout ? $"{nameof(LeaseTimeout)} is {LeaseTimeout}, not {other.LeaseTimeout}"
        : DeliveryLimit != other.DeliveryLimit ? $"{nameof(DeliveryLimit)} is {DeliveryLimit}, not {other.DeliveryLimit}"
        : DeadLetterQueue != other.DeadLetterQueue ? $"{nameof(DeadLetterQueue)} is '{DeadLetterQueue}', not '{other.DeadLetterQueue}'"
        : Ephemeral != other.Ephemeral ? $"{nameof(Ephemeral)} is {Ephemeral}, not {other.Ephemeral}"
        : PolicyOptions<ConsumptionPolicy>.DifferenceBetween(Options, other.Options);

    // Only options are read from it, so it needs no name.
    internal static ConsumptionPolicy Carrier(bool ofSubscription) => ofSubscription ? new SubscriptionDefinition("", "") : new QueueDefinition("");
}
