namespace Actors.Cluster.Wire;

/// <summary>Encoded messages on their way to a queue or topic; see <see cref="MessageBatch"/>.</summary>
/// <param name="Messages">The messages, one behind the other. Must not change any more.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Publisher">The publisher's own id; null for none. See <see cref="PublishOptions"/>.</param>
/// <param name="PublisherEpoch">Its life.</param>
/// <param name="FirstSequence">The number of the first message.</param>
[GenerateSerializer, Immutable, Alias("actors.batch")]
public sealed record EncodedBatch([property: Id(0)] byte[] Messages, [property: Id(1)] int Count, [property: Id(2)] string? Publisher = null, [property: Id(3)] long PublisherEpoch = 0, [property: Id(4)] long FirstSequence = 0);
