using Orleans.Streams;
using Orleans.Streams.Core;

namespace Actors.Cluster.Streams;

/// <summary>Gives a grain the handle of a subscription it has events of and no observer for.</summary>
internal sealed class HandleFactory(IStreamProvider provider, StreamName name, string subscriber) : IStreamSubscriptionHandleFactory
{
    public StreamId StreamId => name.Stream;

    public string ProviderName => name.Provider;

    public GuidId SubscriptionId => GuidId.GetGuidId(SubscriberName.Parse(name.Topic, subscriber)!.Value.Id);

    public StreamSubscriptionHandle<T> Create<T>() => new SubscriptionHandle<T>((LogStream<T>)provider.GetStream<T>(name.Stream), subscriber);
}
