namespace Actors.Cluster.Wire;

/// <summary>A message taken by a receive.</summary>
/// <param name="Lease">Its lease.</param>
/// <param name="PublishedAt">When it was stored.</param>
/// <param name="Message">The message in its encoded form.</param>
[GenerateSerializer, Immutable, Alias("actors.leased")]
public sealed record LeasedMessage([property: Id(0)] LeaseRun Lease, [property: Id(1)] DateTimeOffset PublishedAt, [property: Id(2)] byte[] Message);
