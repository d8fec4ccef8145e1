using System.Threading.Channels;

namespace Actors.Gateway.Tests.Support;

/// <summary>The broker's side of a consumer, in the hands of the test.</summary>
internal sealed class ScriptedConsumer(string source, ConsumerOptions options, IDeliverySink sink) : IConsumer
{
    private readonly Channel<int> _prefetches = Channel.CreateUnbounded<int>();
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Source => source;

    public ConsumerOptions Options => options;

    public IDeliverySink Sink => sink;

    public Task Disposed => _disposed.Task;

    public bool Abandoned { get; private set; }

    public Task<int> NextPrefetchAsync() => _prefetches.Reader.ReadAsync().AsTask().Within($"a new prefetch for the consumer of '{source}'");

    public void SetPrefetch(int prefetch) => _prefetches.Writer.TryWrite(prefetch);

    public void Deliver(long offset, params Message[] messages)
    {
        var batch = MessageBatch.Of(messages);
        sink.Deliver(new DeliveryRun(new LeaseRun(0, 1, offset, batch.Count, 1), DateTimeOffset.UnixEpoch, batch.Messages.Span));
    }

    public void Abandon()
    {
        Abandoned = true;
        _ = DisposeAsync();
    }

    public ValueTask DisposeAsync()
    {
        if (_disposed.TrySetResult())
        {
            sink.Closed(null);
        }

        return ValueTask.CompletedTask;
    }
}
