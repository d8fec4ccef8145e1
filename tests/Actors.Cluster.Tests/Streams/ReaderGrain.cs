using Orleans.Streams;
using Orleans.Streams.Core;

namespace Actors.Cluster.Tests.Streams;

public sealed class ReaderGrain : Grain, IReaderGrain, IStreamSubscriptionObserver
{
    public Task<StreamSubscriptionHandle<int>> SubscribeAsync(string space, string key) => Stream(space, key).SubscribeAsync(new ItemObserver(key));

    public Task SubscribeInBatchesAsync(string space, string key) => Stream(space, key).SubscribeAsync(new ItemBatchObserver(key));

    public async Task<int> CountAsync(string space, string key) => (await Stream(space, key).GetAllSubscriptionHandles()).Count;

    public Task ResumeAsync(StreamSubscriptionHandle<int> handle, StreamSequenceToken? token) => handle.ResumeAsync(new ItemObserver(handle.StreamId.GetKeyAsString()), token);

    public async Task UnsubscribeAsync(string space, string key)
    {
        foreach (var handle in await Stream(space, key).GetAllSubscriptionHandles())
        {
            await handle.UnsubscribeAsync();
        }
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<int>().ResumeAsync(new ItemObserver(handleFactory.StreamId.GetKeyAsString()));

    private IAsyncStream<int> Stream(string space, string key) => this.GetStreamProvider(StreamSilos.Provider).GetStream<int>(space, key);
}
