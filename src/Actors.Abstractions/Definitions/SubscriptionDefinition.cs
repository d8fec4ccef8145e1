namespace Actors;

/// <summary>A named reader of a topic, consumed exactly like a queue. It gets what is published after it was declared.</summary>
/// <param name="Topic">The topic's name; the topic must exist.</param>
/// <param name="Name">The subscription's own name, unique within the topic.</param>
public sealed record SubscriptionDefinition(string Topic, string Name) : ConsumptionPolicy
{
    /// <summary>What consumers call it: <c>topic/subscription</c>.</summary>
    public string Address => EntityName.Subscription(Topic, Name);

    /// <summary>Refuses a definition that is out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the property and its range.</exception>
    public void Validate()
    {
        EntityName.Validate(Topic, "topic");
        EntityName.Validate(Name, "subscription");
        ValidatePolicy($"subscription '{Address}'", Address);
    }
}
