using System.Collections.Concurrent;

namespace Actors.Sample.Ingestion;

/// <summary>Collects the vectors and finds the chunk that is nearest to a question.</summary>
internal sealed class SearchIndex(IBroker broker, IngestionLedgers ledgers)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <summary>Collects until it is stopped. Each vector is acked when the next is asked for.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var delivery in broker.ConsumeAsync(IngestionQueues.Embeddings, new ConsumerOptions { AutoAck = true }, stop))
        {
            var vector = delivery.Message;
            _entries[vector.Id ?? ""] = new Entry(
                vector.Headers[IngestionQueues.PathHeader].ToString(), vector.Headers[IngestionQueues.TitleHeader].ToString(), Embedding.Read(vector.Body.Span));
            ledgers.Chunks.Process(vector.Id);
        }
    }

    /// <summary>Where the answer to a question most likely stands.</summary>
    public string Find(string question)
    {
        var wanted = Embedding.Of(question);
        var (path, title, vector) = _entries.Values.MaxBy(entry => entry.Vector.SimilarityTo(wanted)) ?? new Entry("nowhere", "", wanted);
        return $"{path}{(title.Length > 0 ? $", \"{title}\"" : "")} (similarity {vector.SimilarityTo(wanted):F2})";
    }

    private sealed record Entry(string Path, string Title, Embedding Vector);
}
