namespace Actors;

/// <summary>What a one-shot receive asks for.</summary>
public sealed record ReceiveOptions
{
    /// <summary>Most messages to take, 1 to <see cref="Limits.ReceiveCount"/>; 1 by default.</summary>
    public int MaxMessages { get; init; } = 1;

    /// <summary>How long to wait for the first message, zero to <see cref="Limits.LongestWait"/>; zero by default.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>How long the messages are held; null takes the queue's own timeout.</summary>
    public TimeSpan? LeaseTimeout { get; init; }

    /// <summary>Refuses options that are out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the option and its range.</exception>
    public void Validate()
    {
        if (MaxMessages is < 1 or > Limits.ReceiveCount)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"{nameof(MaxMessages)} {MaxMessages} is out of range; allowed: 1 to {Limits.ReceiveCount}.");
        }

        if (Wait < TimeSpan.Zero || Wait > Limits.LongestWait)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(Wait)} {Wait} is out of range; allowed: 0 to {Limits.LongestWait}.");
        }

        ConsumerOptions.ValidateLease(LeaseTimeout);
    }
}
