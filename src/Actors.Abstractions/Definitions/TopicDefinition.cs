namespace Actors;

/// <summary>A topic: messages stored once, read by any number of subscriptions. Without a subscription nothing is kept.</summary>
/// <param name="Name">Its name; see <see cref="EntityName"/>.</param>
public sealed record TopicDefinition(string Name)
{
    /// <summary>Which messages are taken for duplicates; null, the default, for none.</summary>
    public Deduplication? Deduplication { get; init; }

    /// <summary>Refuses a definition that is out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the property and its range.</exception>
    public void Validate()
    {
        EntityName.Validate(Name, "topic");
        Deduplication?.Validate($"topic '{Name}'");
    }
}
