using Orleans.Streams;

namespace Actors.Cluster.Tests.Streams;

[ImplicitStreamSubscription(Space)]
public sealed class AttributeGrain : Grain, IAttributeGrain
{
    public const string Space = "by-attribute";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        await this.GetStreamProvider(StreamSilos.Provider).GetStream<int>(Space, key).SubscribeAsync(new ItemObserver(key));
    }
}
