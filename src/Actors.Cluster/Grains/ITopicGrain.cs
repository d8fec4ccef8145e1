namespace Actors.Cluster.Grains;

/// <summary>A topic; its key is the topic's name. Queues and topics share one set of names: a name stands for one grain.</summary>
[Alias("actors.topic")]
public interface ITopicGrain : ILogGrain
{
    /// <summary>Makes sure the topic exists.</summary>
    /// <param name="topic">The definition; its name is the grain's key.</param>
    [Alias("declare-topic")]
    Task DeclareAsync(TopicDefinition topic);

    /// <summary>Makes sure a subscription exists with exactly this definition.</summary>
    /// <param name="subscription">The definition; its topic is the grain's key.</param>
    [Alias("subscribe")]
    Task SubscribeAsync(SubscriptionDefinition subscription);

    /// <summary>Removes a subscription with everything only it still needed.</summary>
    /// <param name="subscription">Its own name.</param>
    /// <returns>Whether it was there.</returns>
    [Alias("unsubscribe")]
    Task<bool> UnsubscribeAsync(string subscription);

    /// <summary>The names of all its subscriptions, in no order.</summary>
    [Alias("subscriptions")]
    Task<string[]> SubscriptionsAsync();
}
