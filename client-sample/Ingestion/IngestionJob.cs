using Actors.Sample.Bookkeeping;

namespace Actors.Sample.Ingestion;

/// <summary>
/// Job 1, a work queue in three stages: documents are parsed and chunked, chunks are embedded, vectors are indexed. Each
/// stage acks its message when the next queue has confirmed what came of it.
/// </summary>
internal sealed class IngestionJob(SampleRun run) : IJob
{
    private const string Question = "What happens when the disk is full?";
    private const string NoDocument = "not-a-document.bin";

    private readonly IngestionLedgers _ledgers = new();
    private readonly Accident _accident = new("parser-1", run.Screen);
    private IReadOnlyList<FileInfo> _files = [];

    /// <inheritdoc/>
    public string Title => "ingestion";

    /// <inheritdoc/>
    public IReadOnlyList<string> Sources => IngestionQueues.All;

    /// <inheritdoc/>
    public (long Done, long Total) Progress =>
        (_ledgers.Documents.Done + _ledgers.Chunks.Done, _ledgers.Documents.Sent + _ledgers.Chunks.Sent);

    /// <inheritdoc/>
    public IReadOnlyList<JobReport> Reports =>
        [JobReport.Of("documents", _ledgers.Documents), JobReport.Of("chunks", _ledgers.Chunks)];

    /// <inheritdoc/>
    public IReadOnlyList<Check> Checks =>
    [
        new("the killed parser's document was finished by another", _accident.FinishedBy is not null),
        new($"{NoDocument} was dead-lettered", _ledgers.Documents.DeadLettered > 0),
    ];

    /// <inheritdoc/>
    public async Task PrepareAsync(IBroker broker, CancellationToken stop)
    {
        _files = DocumentFolder.Files(run.Options.Documents, out var passedOver);
        run.Screen.Say($"ingestion: {_files.Count} documents{(passedOver > 0 ? $" ({passedOver} files passed over: too large or too many)" : "")}, and {NoDocument}, which no parser can read");
        await IngestionQueues.DeclareAsync(broker, stop);
        await run.TellOfLeftOversAsync(broker, Sources, stop);
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        var broker = await run.ConnectAsync("ingestion", stop);
        var index = new SearchIndex(broker, _ledgers);
        await using var crew = new Crew(stop);
        crew.Start(index.RunAsync);
        crew.Start(new DeadLetterDesk(broker, _ledgers, run.Screen).RunAsync);
        for (var i = 1; i <= run.Options.Embedders; i++)
        {
            crew.Start(new Embedder(await run.ConnectAsync($"embedder-{i}", stop), _ledgers).RunAsync);
        }

        for (var i = 1; i <= run.Options.Parsers; i++)
        {
            var name = $"parser-{i}";
            crew.Start(new Parser(name, await run.ConnectAsync(name, stop), _ledgers, _accident).RunAsync);
        }

        // So that each parser gets its share of a few small documents, the one that is to die above all.
        await crew.UntilAsync(Remains.WaitForConsumersAsync(broker, IngestionQueues.Documents, run.Options.Parsers, stop));
        _accident.Arm();
        await PublishDocumentsAsync(broker, stop);
        await crew.UntilAsync(_ledgers.Documents.WaitAsync(run.Options.Patience, stop));
        _ledgers.Chunks.Complete();
        await crew.UntilAsync(_ledgers.Chunks.WaitAsync(run.Options.Patience, stop));
        await crew.UntilAsync(Remains.WaitUntilEmptyAsync(broker, this, stop));
        Tell(index);
    }

    private async Task PublishDocumentsAsync(IBroker broker, CancellationToken stop)
    {
        await Parallel.ForEachAsync(_files, stop, async (file, token) =>
        {
            var path = Path.GetRelativePath(run.Options.Documents, file.FullName);
            try
            {
                await PublishAsync(broker, path, await File.ReadAllBytesAsync(file.FullName, token), token);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                run.Screen.Say($"ingestion: {path} was not queued: {error.Message}");
            }
        });
        await PublishAsync(broker, NoDocument, [0x89, 0x00, 0xFF, 0xFE], stop);
        _ledgers.Documents.Complete();
    }

    private async Task PublishAsync(IBroker broker, string path, byte[] content, CancellationToken stop)
    {
        var document = new Message(content) { Id = run.MessageId(path), Headers = { [IngestionQueues.PathHeader] = path } };
        _ledgers.Documents.Send(document.Id);
        await broker.PublishAsync(IngestionQueues.Documents, document, stop);
    }

    private void Tell(SearchIndex index)
    {
        run.Screen.Say($"ingestion: embeddings are computed here by feature hashing into {Embedding.Dimensions} dimensions, not by a language model");
        run.Screen.Say($"ingestion: \"{Question}\" is answered in {index.Find(Question)}");
        if (_ledgers.Chunks.Repeated > 0)
        {
            run.Screen.Say($"ingestion: {_ledgers.Chunks.Repeated} chunks came twice, because the killed parser had published them before; their ids told");
        }
    }
}
