namespace Actors.Sample.Ingestion;

/// <summary>Takes documents, one at a time, and turns each into chunks.</summary>
/// <param name="name">What it is called on the screen.</param>
/// <param name="broker">A connection of its own.</param>
/// <param name="ledgers">Where it writes down what it did.</param>
/// <param name="accident">The death of one parser.</param>
internal sealed class Parser(string name, ActorsClient broker, IngestionLedgers ledgers, Accident accident)
{
    // Documents differ a lot in size: who holds one should not keep a second from the others.
    private static readonly ConsumerOptions OneAtATime = new() { Prefetch = 1 };

    /// <summary>Parses until it is stopped or dies.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var delivery in broker.ConsumeAsync(IngestionQueues.Documents, OneAtATime, stop))
        {
            ledgers.Documents.Deliver(delivery);
            var document = delivery.Message;
            try
            {
                var chunks = Cut(document);
                if (accident.Strikes(name, document.Id))
                {
                    await PublishAsync(chunks[..(chunks.Count / 2)], stop);
                    broker.Dispose();
                    return;
                }

                await PublishAsync(chunks, stop);

                // Only when all chunks are confirmed is the document done. Whoever dies before this line leaves it to another.
                await delivery.AckAsync(stop);
                ledgers.Documents.Process(document.Id);
                accident.Finished(name, delivery);
            }
            catch (UnreadableDocumentException)
            {
                await delivery.RejectAsync(stop);
            }
        }
    }

    // The ids follow from the document's, so that chunks published a second time are recognised.
    private static List<Message> Cut(Message document)
    {
        var path = document.Headers[IngestionQueues.PathHeader].AsString();
        return [.. Chunk.Cut(DocumentText.Parse(path, document.Body.Span)).Select((chunk, number) => new Message(chunk.Text)
        {
            Id = $"{document.Id}#{number}",
            ContentType = "text/plain",
            Headers = { [IngestionQueues.PathHeader] = path, [IngestionQueues.TitleHeader] = chunk.Title },
        })];
    }

    private async Task PublishAsync(List<Message> chunks, CancellationToken stop)
    {
        if (chunks.Count > 0)
        {
            chunks.ForEach(chunk => ledgers.Chunks.Send(chunk.Id!));
            var receipt = await broker.PublishAsync(IngestionQueues.Chunks, chunks, stop);
            receipt.ThrowIfRefused();
        }
    }
}
