namespace Actors;

/// <summary>How a consumer wants to be fed.</summary>
public sealed record ConsumerOptions
{
    /// <summary>The defaults.</summary>
    public static ConsumerOptions Default { get; } = new();

    /// <summary>How many unsettled messages the consumer may hold; 0 (paused) to <see cref="Limits.Prefetch"/>, 256 by default.</summary>
    public int Prefetch { get; init; } = 256;

    /// <summary>How long this consumer holds a message; null takes the queue's own timeout.</summary>
    public TimeSpan? LeaseTimeout { get; init; }

    /// <summary>
    /// Whether leases follow the consumer instead of a clock: it holds a message until it settles it, for hours if need be, and
    /// when its connection breaks or it is closed the message is back at once. A consumer that lives and does nothing keeps
    /// its messages, too. Cannot be combined with <see cref="LeaseTimeout"/>.
    /// </summary>
    public bool KeepsLease { get; init; }

    /// <summary>As long as consumers of a higher priority have credit, those of a lower one get nothing; any number, 0 by default.</summary>
    public int Priority { get; init; }

    /// <summary>Whether the consumer has to be the only one: it is refused while others are attached, and others while it is.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Whether an enumeration acks each message by itself when the next one is asked for.</summary>
    public bool AutoAck { get; init; }

    /// <summary>Refuses options that are out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the option and its range.</exception>
    public void Validate()
    {
        if (Prefetch is < 0 or > Limits.Prefetch)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(Prefetch)} {Prefetch} is out of range; allowed: 0 to {Limits.Prefetch}.");
        }

        ValidateLease(LeaseTimeout);
        if (KeepsLease && LeaseTimeout is not null)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The options of a consumer contradict each other: with {nameof(KeepsLease)} there is no {nameof(LeaseTimeout)}, but it is {LeaseTimeout}.");
        }
    }

    internal static void ValidateLease(TimeSpan? timeout)
    {
        if (timeout is { } value && (value < Limits.ShortestLease || value > Limits.LongestLease))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The lease timeout {value} is out of range; allowed: {Limits.ShortestLease} to {Limits.LongestLease}.");
        }
    }
}
