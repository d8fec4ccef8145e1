namespace Actors;

/// <summary>Which dead letters are redriven, where to and how fast.</summary>
public sealed record RedriveOptions
{
    /// <summary>The queue or topic that gets them; null, the default, sends each to the queue it came from.</summary>
    public string? Target { get; init; }

    /// <summary>Most messages a second, above 0; null, the default, for as fast as they can be moved.</summary>
    public double? MessagesPerSecond { get; init; }

    /// <summary>Most messages to move; null for all that are there at the beginning.</summary>
    public long? MaxMessages { get; init; }

    /// <summary>Which ones to move; null for all. Messages have the headers of <see cref="DeadLetterHeaders"/> here.</summary>
    public Func<Message, bool>? Select { get; init; }

    /// <summary>What to publish in place of a message, whose headers of <see cref="DeadLetterHeaders"/> were taken off; null to publish it as it is.</summary>
    public Func<Message, Message>? Edit { get; init; }

    /// <summary>Hears of the progress after each batch.</summary>
    public IProgress<RedriveProgress>? Progress { get; init; }

    /// <summary>The clock that paces the redrive.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Refuses options that are out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the option and its range.</exception>
    public void Validate()
    {
        if (MessagesPerSecond is { } rate && (double.IsNaN(rate) || rate <= 0 || rate > 10_000_000))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"{nameof(MessagesPerSecond)} {rate} is out of range; allowed: above 0, to 10000000.");
        }

        if (MaxMessages is < 1)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"{nameof(MaxMessages)} {MaxMessages} is out of range; allowed: 1 and above.");
        }
    }
}
