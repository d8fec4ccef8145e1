namespace Actors;

/// <summary>How a batch is to be published.</summary>
/// <remarks>
/// A publisher with an id may send a batch again whose outcome it does not know: what was stored is not stored twice, and is
/// confirmed as a duplicate. Its messages are numbered, from <see cref="FirstSequence"/> on; each queue or topic remembers the
/// numbers by itself, and those of the <see cref="Limits.Publishers"/> publishers that stored something last.
/// </remarks>
public sealed record PublishOptions
{
    /// <summary>The defaults.</summary>
    public static PublishOptions Default { get; } = new();

    /// <summary>
    /// Whether a message for which an exchange finds no queue and no topic is refused with <see cref="ErrorCode.Unroutable"/>;
    /// otherwise, and by default, it is confirmed and dropped.
    /// </summary>
    public bool Mandatory { get; init; }

    /// <summary>The publisher's own id, up to <see cref="Limits.NameBytes"/> bytes; null for none.</summary>
    public string? Publisher { get; init; }

    /// <summary>
    /// The publisher's life, from 0. Once a higher one has published, a lower one is refused with <see cref="ErrorCode.Fenced"/>;
    /// with a higher one the numbers begin anew.
    /// </summary>
    public long PublisherEpoch { get; init; }

    /// <summary>
    /// The number of the batch's first message, from 0; the others follow it. Numbers should grow without gaps: of the gaps only
    /// the latest 256 are remembered, and numbers below those are refused as too old to be told apart.
    /// </summary>
    public long FirstSequence { get; init; }

    /// <summary>Refuses options that are out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the option and its range.</exception>
    public void Validate()
    {
        if (Publisher is null)
        {
            Require(PublisherEpoch == 0, nameof(PublisherEpoch), PublisherEpoch, $"0 without a {nameof(Publisher)}");
            Require(FirstSequence == 0, nameof(FirstSequence), FirstSequence, $"0 without a {nameof(Publisher)}");
            return;
        }

        var bytes = System.Text.Encoding.UTF8.GetByteCount(Publisher);
        Require(bytes is > 0 and <= Limits.NameBytes, nameof(Publisher), $"of {bytes} bytes", $"1 to {Limits.NameBytes} bytes");
        Require(PublisherEpoch >= 0, nameof(PublisherEpoch), PublisherEpoch, "0 and above");
        Require(FirstSequence is >= 0 and <= long.MaxValue - Limits.BatchCount, nameof(FirstSequence), FirstSequence, $"0 to {long.MaxValue - Limits.BatchCount}");
    }

    private static void Require(bool holds, string option, object value, string allowed)
    {
        if (!holds)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {option} {value} is out of range; allowed: {allowed}.");
        }
    }
}
