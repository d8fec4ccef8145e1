namespace Actors.Cluster.Streams;

/// <summary>A stream provider of this process.</summary>
/// <param name="Name">Its name.</param>
internal sealed record StreamProviderName(string Name);
