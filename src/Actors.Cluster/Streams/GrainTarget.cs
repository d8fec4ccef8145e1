namespace Actors.Cluster.Streams;

/// <summary>Hands events to a grain, wherever it is, activating it if need be.</summary>
internal sealed class GrainTarget(IGrainFactory grains, GrainId grain, string topic, string subscriber) : IEventTarget
{
    private readonly IObserverExtension _observers = grains.GetGrain<IObserverExtension>(grain);

    public Task<HandledEvents> DeliverAsync(EventParcel parcel) => _observers.DeliverAsync(topic, subscriber, parcel);
}
