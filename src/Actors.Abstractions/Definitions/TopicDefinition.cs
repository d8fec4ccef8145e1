namespace Actors;

/// <summary>A topic: messages stored once, read by any number of subscriptions. Without a subscription nothing is kept.</summary>
/// <param name="Name">Its name; see <see cref="EntityName"/>.</param>
public sealed record TopicDefinition(string Name)
{
    /// <summary>Refuses a definition that is out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the property and its range.</exception>
    public void Validate() => EntityName.Validate(Name, "topic");
}
