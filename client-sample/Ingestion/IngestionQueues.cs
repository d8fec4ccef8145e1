namespace Actors.Sample.Ingestion;

/// <summary>The queues that documents pass through.</summary>
internal static class IngestionQueues
{
    /// <summary>Whole documents, for the parsers.</summary>
    public const string Documents = "sample.documents";

    /// <summary>Documents that no parser can read.</summary>
    public const string Unreadable = "sample.documents.dead-letter";

    /// <summary>Pieces of documents, for the embedders.</summary>
    public const string Chunks = "sample.chunks";

    /// <summary>Their vectors, for the index.</summary>
    public const string Embeddings = "sample.embeddings";

    /// <summary>The header with a document's name.</summary>
    public const string PathHeader = "path";

    /// <summary>The header with a chunk's heading.</summary>
    public const string TitleHeader = "title";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Documents, Unreadable, Chunks, Embeddings];

    /// <summary>Declares them.</summary>
    public static async Task DeclareAsync(IBroker broker, CancellationToken stop)
    {
        await broker.DeclareAsync(new QueueDefinition(Documents) { DeliveryLimit = 5, DeadLetterQueue = Unreadable }, stop);

        // The broker would make this one itself when it is first needed. It is declared to be consumed from the start.
        await broker.DeclareAsync(new QueueDefinition(Unreadable) { DeliveryLimit = 0, DeadLetterQueue = "" }, stop);
        await broker.DeclareAsync(new QueueDefinition(Chunks), stop);
        await broker.DeclareAsync(new QueueDefinition(Embeddings), stop);
    }
}
