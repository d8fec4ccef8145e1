namespace Actors.Cluster.Postgres;

/// <summary>The actor has begun another life elsewhere: what this one wanted to store was not stored, and it is over.</summary>
internal sealed class FencedException(string name, long epoch)
    : IOException($"'{name}' has begun another life since epoch {epoch}; this one has ended and nothing more of it is stored.");
