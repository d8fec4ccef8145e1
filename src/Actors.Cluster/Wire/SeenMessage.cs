namespace Actors.Cluster.Wire;

/// <summary>A message seen by a browse; see <see cref="BrowsedMessage"/>.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="State">Where in its life it is.</param>
/// <param name="Attempt">How often it was delivered so far.</param>
/// <param name="PublishedAt">When it was stored.</param>
/// <param name="Message">The message in its encoded form.</param>
[GenerateSerializer, Immutable, Alias("actors.seen")]
public sealed record SeenMessage(
    [property: Id(0)] long Offset,
    [property: Id(1)] MessageState State,
    [property: Id(2)] int Attempt,
    [property: Id(3)] DateTimeOffset PublishedAt,
    [property: Id(4)] byte[] Message);
