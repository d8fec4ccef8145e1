namespace Actors.Cluster.Streams;

/// <summary>Who looks after a stream that has subscribers; its key is the stream's topic.</summary>
[Alias("actors.stream")]
internal interface IStreamGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes sure that the stream's topic and subscriptions are there, and that whatever is published within the next
    /// minutes reaches the subscribers.
    /// </summary>
    [Alias("wake")]
    Task WakeAsync();

    /// <summary>Adds a subscription. It gets what is published after this returns.</summary>
    /// <param name="subscriber">Its name; see <see cref="SubscriberName"/>.</param>
    /// <param name="from">The first event it wants; null for the next one.</param>
    [Alias("subscribe")]
    Task SubscribeAsync(string subscriber, long? from);

    /// <summary>Passes over what a subscription has not handled yet and does not want.</summary>
    /// <param name="subscriber">Its name.</param>
    /// <param name="from">The first event it wants.</param>
    [Alias("resume")]
    Task ResumeAsync(string subscriber, long from);

    /// <summary>Removes a subscription with all it has not handled.</summary>
    /// <param name="subscriber">Its name.</param>
    [Alias("unsubscribe")]
    Task UnsubscribeAsync(string subscriber);

    /// <summary>The names of all subscriptions.</summary>
    [Alias("subscribers")]
    Task<string[]> SubscribersAsync();
}
