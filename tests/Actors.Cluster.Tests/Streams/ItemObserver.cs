using Orleans.Streams;

namespace Actors.Cluster.Tests.Streams;

/// <summary>Records what a stream hands out.</summary>
internal sealed class ItemObserver(string key) : IAsyncObserver<int>
{
    public Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        Recorder.Of(key).Record(item, token!.SequenceNumber);
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync()
    {
        Recorder.Of(key).Signals.Enqueue("completed");
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        Recorder.Of(key).Signals.Enqueue(ex.Message);
        return Task.CompletedTask;
    }
}
