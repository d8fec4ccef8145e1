namespace Actors.Bench.Loads;

/// <summary>A consumer that checks, counts and acks what it gets, as one or the other service would be written.</summary>
internal sealed class ConsumeLoad : IAsyncDisposable
{
    private const int Prefetch = 8_192;

    private readonly CancellationTokenSource _end = new();
    private Task _work = Task.CompletedTask;
    private IConsumer? _consumer;

    private ConsumeLoad(string source, Tally tally) => (Source, Tally) = (source, tally);

    public string Source { get; }

    public Tally Tally { get; }

    /// <summary>Messages so far.</summary>
    /// <exception cref="BenchFailure">It stopped consuming by itself.</exception>
    public long Count => _work.Exception is { } failure ? throw new BenchFailure($"The consumer of '{Source}' failed: {failure.InnerException!.Message}", failure) : Tally.Count;

    /// <summary>Starts consuming.</summary>
    /// <param name="broker">The consumer's connection.</param>
    /// <param name="source">A queue or subscription.</param>
    /// <param name="publishers">How many publishers its messages come from.</param>
    /// <param name="bodyBytes">Size of each body.</param>
    /// <param name="style">One by one, or in batches.</param>
    /// <param name="keys">How many keys its messages have; 0 for none.</param>
    public static async Task<ConsumeLoad> StartAsync(IBroker broker, string source, int publishers, int bodyBytes, Style style, int keys = 0)
    {
        var consuming = new ConsumeLoad(source, new Tally(publishers, keys));
        var options = new ConsumerOptions { Prefetch = Prefetch };
        if (style == Style.Batched)
        {
            consuming._consumer = await broker.AttachAsync(source, options, new RunSink(broker, source, bodyBytes, consuming.Tally));
        }
        else
        {
            consuming._work = Task.Run(() => EnumerateAsync(broker, source, options, consuming.Tally, consuming._end.Token));
        }

        return consuming;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        if (_consumer is not null)
        {
            await _consumer.DisposeAsync();
        }

        _end.Dispose();
    }

    private static async Task EnumerateAsync(IBroker broker, string source, ConsumerOptions options, Tally tally, CancellationToken end)
    {
        await foreach (var delivery in broker.ConsumeAsync(source, options, end))
        {
            tally.Add(delivery.Body.Span);
            delivery.Ack();
        }
    }

    private sealed class RunSink(IBroker broker, string source, int bodyBytes, Tally tally) : IDeliverySink
    {
        public void Deliver(in DeliveryRun run)
        {
            tally.AddRun(run.Messages, bodyBytes);
            var ack = new Settlement(run.Leases, SettleVerb.Ack);
            broker.Settle(source, new ReadOnlySpan<Settlement>(in ack));
        }

        public void Closed(BrokerException? reason)
        {
        }
    }
}
