namespace Actors.Sample.Ingestion;

/// <summary>Takes chunks and turns each into a vector.</summary>
internal sealed class Embedder(IBroker broker, IngestionLedgers ledgers)
{
    private const int Concurrency = 8;

    private static readonly ConsumerOptions Prefetch = new() { Prefetch = 64 };

    /// <summary>Embeds until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => broker.ConsumeAsync(IngestionQueues.Chunks, EmbedAsync, Concurrency, Prefetch, stop);

    // Returning acks the chunk; throwing would give it back.
    private async ValueTask EmbedAsync(Delivery delivery, CancellationToken stop)
    {
        ledgers.Chunks.Deliver(delivery);
        var chunk = delivery.Message;
        var text = $"{chunk.Headers[IngestionQueues.TitleHeader]}\n{chunk.Text}";
        var vector = new Message(Embedding.Of(text).Bytes) { Id = chunk.Id, Headers = chunk.Headers };
        await broker.PublishAsync(IngestionQueues.Embeddings, vector, stop);
    }
}
