using Orleans.Streams;

namespace Actors.Cluster.Tests.Streams;

/// <summary>Records what a stream hands out together.</summary>
internal sealed class ItemBatchObserver(string key) : IAsyncBatchObserver<int>
{
    public Task OnNextAsync(IList<SequentialItem<int>> items)
    {
        Recorder.Of(key).Batches.Enqueue(items.Count);
        foreach (var item in items)
        {
            Recorder.Of(key).Record(item.Item, item.Token.SequenceNumber);
        }

        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
