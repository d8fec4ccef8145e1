using Actors.Sample.Bookkeeping;

namespace Actors.Sample.Ingestion;

/// <summary>What became of every document and of every chunk.</summary>
internal sealed class IngestionLedgers
{
    /// <summary>Documents: processed when acked.</summary>
    public Ledger Documents { get; } = new();

    /// <summary>Chunks: processed when their vector is in the index.</summary>
    public Ledger Chunks { get; } = new();
}
