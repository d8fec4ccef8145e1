namespace Actors.Cluster.Streams;

/// <summary>How far a subscriber got with a parcel.</summary>
/// <param name="Count">How many events it has handled, from the first on.</param>
/// <param name="Error">Why it could not handle the next one; null when it has handled all.</param>
[GenerateSerializer, Immutable, Alias("actors.stream-handled")]
internal readonly record struct HandledEvents([property: Id(0)] int Count, [property: Id(1)] string? Error);
