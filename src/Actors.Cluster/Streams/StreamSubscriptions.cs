using Orleans.Streams.Core;

namespace Actors.Cluster.Streams;

/// <summary>Subscribes grains that do not ask for it themselves.</summary>
internal sealed class StreamSubscriptions(LogStreamProvider provider) : IStreamSubscriptionManager
{
    public async Task<StreamSubscription> AddSubscription(string streamProviderName, StreamId streamId, GrainReference grainRef)
    {
        var name = new StreamName(streamProviderName, streamId);
        var subscriber = SubscriberName.Of(grainRef.GrainId, Guid.NewGuid());
        await provider.AddAsync(name.Topic, subscriber, from: null);
        return new StreamSubscription(subscriber.Id, streamProviderName, streamId, grainRef.GrainId);
    }

    public async Task RemoveSubscription(string streamProviderName, StreamId streamId, Guid subscriptionId)
    {
        var topic = new StreamName(streamProviderName, streamId).Topic;
        foreach (var subscriber in await provider.SubscribersAsync(topic))
        {
            if (subscriber.Id == subscriptionId)
            {
                await provider.UnsubscribeAsync(topic, subscriber);
            }
        }
    }

    public async Task<IEnumerable<StreamSubscription>> GetSubscriptions(string streamProviderName, StreamId streamId)
    {
        var subscribers = await provider.SubscribersAsync(new StreamName(streamProviderName, streamId).Topic);
        return subscribers.Where(subscriber => subscriber.Kind == SubscriberKind.Grain)
            .Select(subscriber => new StreamSubscription(subscriber.Id, streamProviderName, streamId, GrainId.Parse(subscriber.Owner)));
    }
}
