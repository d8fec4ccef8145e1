using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Actors.Cluster.Streams;

/// <summary>The observers of one activation of a grain. They go with it: a grain resumes its subscriptions when it is activated.</summary>
internal sealed class ObserverExtension(IGrainContextAccessor contexts) : IObserverExtension
{
    private readonly IGrainContext _context = contexts.GrainContext;
    private readonly Dictionary<Guid, IEventTarget> _observers = [];

    /// <summary>The extension of the grain that is running; null outside of one.</summary>
    public static ObserverExtension? Current(IGrainContextAccessor? contexts) => contexts?.GrainContext is { GrainInstance: not null } context
        ? context.GetComponent<IGrainExtensionBinder>()!.GetOrSetExtension<ObserverExtension, IObserverExtension>(() => new ObserverExtension(contexts)).Item1
        : null;

    /// <summary>The grain.</summary>
    public GrainId Grain => _context.GrainId;

    public void Bind(Guid subscription, IEventTarget observer) => _observers[subscription] = observer;

    public void Unbind(Guid subscription) => _observers.Remove(subscription);

    public async Task<HandledEvents> DeliverAsync(string topic, string subscriber, EventParcel parcel)
    {
        var id = SubscriberName.Parse(topic, subscriber)!.Value.Id;
        if (!_observers.TryGetValue(id, out var observer))
        {
            await ResumeAsync(topic, subscriber);
            if (!_observers.TryGetValue(id, out observer))
            {
                return new HandledEvents(0, $"The grain {Grain} has no observer for its subscription {subscriber} of '{topic}': resume subscriptions in OnActivateAsync, or implement {nameof(IStreamSubscriptionObserver)}.");
            }
        }

        return await observer.DeliverAsync(parcel);
    }

    private Task ResumeAsync(string topic, string subscriber)
    {
        if (_context.GrainInstance is not IStreamSubscriptionObserver grain)
        {
            return Task.CompletedTask;
        }

        var name = StreamName.Parse(topic);
        var provider = _context.ActivationServices.GetRequiredKeyedService<IStreamProvider>(name.Provider);
        return grain.OnSubscribed(new HandleFactory(provider, name, subscriber));
    }
}
