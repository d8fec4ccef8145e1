namespace Actors;

/// <summary>Neighbouring messages handed to a consumer together. Its memory is lent for the time of the call only.</summary>
public readonly ref struct DeliveryRun
{
    /// <summary>Creates a run.</summary>
    /// <param name="leases">The leases, one for each message.</param>
    /// <param name="publishedAt">When the broker stored the messages.</param>
    /// <param name="messages">The encoded messages, as many as there are leases.</param>
    public DeliveryRun(LeaseRun leases, DateTimeOffset publishedAt, ReadOnlySpan<byte> messages)
    {
        Leases = leases;
        PublishedAt = publishedAt;
        Messages = messages;
    }

    /// <summary>The leases, one for each message.</summary>
    public LeaseRun Leases { get; }

    /// <summary>When the broker stored the messages, to the millisecond.</summary>
    public DateTimeOffset PublishedAt { get; }

    /// <summary>The encoded messages, one behind the other.</summary>
    public ReadOnlySpan<byte> Messages { get; }
}
