namespace Actors.Cluster.Wire;

/// <summary>Names one attachment of a consumer.</summary>
/// <param name="Broker">The broker instance it belongs to.</param>
/// <param name="Attachment">Its number there; never used again, not even for the same consumer.</param>
[GenerateSerializer, Immutable, Alias("actors.consumer")]
public readonly record struct ConsumerKey([property: Id(0)] Guid Broker, [property: Id(1)] long Attachment);
