namespace Actors.Cluster.Wire;

/// <summary>Encoded messages on their way to a queue or topic; see <see cref="MessageBatch"/>.</summary>
/// <param name="Messages">The messages, one behind the other. Must not change any more.</param>
/// <param name="Count">How many there are.</param>
[GenerateSerializer, Immutable, Alias("actors.batch")]
public sealed record EncodedBatch([property: Id(0)] byte[] Messages, [property: Id(1)] int Count);
