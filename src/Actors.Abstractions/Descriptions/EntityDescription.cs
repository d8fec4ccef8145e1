namespace Actors;

/// <summary>What a queue, topic or subscription is and holds at this moment.</summary>
/// <remarks>Totals count from the broker's last start. A topic itself only counts what was published to it and the bytes it keeps.</remarks>
public sealed record EntityDescription
{
    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>What it is.</summary>
    public required EntityKind Kind { get; init; }

    /// <summary>Whether it vanishes with its last consumer.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>How long a message is leased by default.</summary>
    public TimeSpan LeaseTimeout { get; init; }

    /// <summary>Failed deliveries before dead-lettering; 0 for no limit.</summary>
    public int DeliveryLimit { get; init; }

    /// <summary>The queue that gets dead-lettered messages; empty when they are discarded.</summary>
    public string DeadLetterQueue { get; init; } = "";

    /// <summary>Messages waiting for a consumer.</summary>
    public long Ready { get; init; }

    /// <summary>Messages held by consumers.</summary>
    public long Leased { get; init; }

    /// <summary>Messages that become ready later.</summary>
    public long Delayed { get; init; }

    /// <summary>Attached consumers.</summary>
    public int Consumers { get; init; }

    /// <summary>Subscriptions; of a topic only.</summary>
    public int Subscriptions { get; init; }

    /// <summary>Encoded bytes of the messages that are not settled yet.</summary>
    public long Bytes { get; init; }

    /// <summary>How long the oldest message that is not settled has been there; null when there is none.</summary>
    public TimeSpan? OldestAge { get; init; }

    /// <summary>Messages published.</summary>
    public long Published { get; init; }

    /// <summary>Deliveries made, redeliveries among them.</summary>
    public long Delivered { get; init; }

    /// <summary>Deliveries that were not the first of their message.</summary>
    public long Redelivered { get; init; }

    /// <summary>Messages acked.</summary>
    public long Acked { get; init; }

    /// <summary>Messages dead-lettered or discarded in place of it.</summary>
    public long DeadLettered { get; init; }

    /// <summary>Those of <see cref="DeadLettered"/> that were not settled within their time to live.</summary>
    public long Expired { get; init; }

    /// <summary>Messages dropped because the queue was full.</summary>
    public long Dropped { get; init; }

    /// <summary>Messages published that had been stored before, and were not stored again.</summary>
    public long Duplicates { get; init; }

    /// <summary>Messages published per second, over the last seconds.</summary>
    public double PublishRate { get; init; }

    /// <summary>Deliveries per second, over the last seconds.</summary>
    public double DeliverRate { get; init; }

    /// <summary>Acks per second, over the last seconds.</summary>
    public double AckRate { get; init; }
}
