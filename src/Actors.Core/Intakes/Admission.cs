namespace Actors.Core.Intakes;

/// <summary>A batch that was judged, message by message, and is about to be published as far as it is kept.</summary>
/// <param name="candidates">The messages.</param>
/// <param name="publisher">Who publishes them; null for nobody in particular.</param>
/// <param name="verdicts">What becomes of each.</param>
public sealed class Admission(IReadOnlyList<Candidate> candidates, PublisherTag? publisher, IReadOnlyList<Verdict> verdicts)
{
    /// <summary>The messages.</summary>
    public IReadOnlyList<Candidate> Candidates => candidates;

    /// <summary>Who publishes them; null for nobody in particular.</summary>
    public PublisherTag? Publisher => publisher;

    /// <summary>What becomes of each.</summary>
    public IReadOnlyList<Verdict> Verdicts => verdicts;

    /// <summary>How many of them are kept.</summary>
    public int Kept { get; } = verdicts.Count(verdict => verdict.IsKept);

    /// <summary>Encoded bytes of those that are kept.</summary>
    public long KeptBytes { get; } = candidates.Zip(verdicts).Where(pair => pair.Second.IsKept).Sum(pair => (long)pair.First.Bytes);
}
