namespace Actors;

/// <summary>
/// A topic: messages stored once, read by any number of subscriptions. What all have settled is dropped, unless the topic
/// retains it.
/// </summary>
/// <param name="Name">Its name; see <see cref="EntityName"/>.</param>
public sealed record TopicDefinition(string Name)
{
    /// <summary>Which messages are taken for duplicates; null, the default, for none.</summary>
    public Deduplication? Deduplication { get; init; }

    /// <summary>
    /// How long messages are kept at least, settled or not, for subscriptions that go back or come later; from 1 second. Null,
    /// the default, says nothing. With several retentions messages go when they pass the first. What a subscription has not
    /// settled is kept for it in any case.
    /// </summary>
    public TimeSpan? RetentionAge { get; init; }

    /// <summary>How many encoded bytes of messages are kept at least, from 1; null, the default, says nothing. See <see cref="RetentionAge"/>.</summary>
    public long? RetentionBytes { get; init; }

    /// <summary>How many messages are kept, from 1; null, the default, says nothing. See <see cref="RetentionAge"/>.</summary>
    public long? RetentionMessages { get; init; }

    /// <summary>
    /// Whether the last message of every key is kept: a subscription that is declared later gets these first, unless it
    /// starts elsewhere. Messages without a key are not kept by this.
    /// </summary>
    public bool LastValuePerKey { get; init; }

    /// <summary>Whether messages are kept whoever has settled them.</summary>
    internal bool RetainsMessages => RetentionAge is not null || RetentionBytes is not null || RetentionMessages is not null;

    /// <summary>Refuses a definition that is out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the property and its range.</exception>
    public void Validate()
    {
        EntityName.Validate(Name, "topic");
        Deduplication?.Validate($"topic '{Name}'");
        if (RetentionAge is { } age && (age < Limits.ShortestRetention || age > Limits.LongestDelay))
        {
            throw OutOfRange(nameof(RetentionAge), age, $"{Limits.ShortestRetention} to {Limits.LongestDelay}");
        }

        if (RetentionBytes is < 1)
        {
            throw OutOfRange(nameof(RetentionBytes), RetentionBytes, "1 and above");
        }

        if (RetentionMessages is < 1)
        {
            throw OutOfRange(nameof(RetentionMessages), RetentionMessages, "1 and above");
        }
    }

    private BrokerException OutOfRange(string option, object value, string allowed) =>
        new(ErrorCode.InvalidArgument, $"The {option} {value} of the topic '{Name}' is out of range; allowed: {allowed}.");
}
