namespace Actors.Cluster.Wire;

/// <summary>One thing for one consumer: a run of messages, or, without any, the end of the attachment.</summary>
/// <param name="Attachment">The number of the attachment.</param>
/// <param name="Leases">The leases; a count of 0 for an end.</param>
/// <param name="PublishedAt">When the messages were stored.</param>
/// <param name="Bytes">How many bytes of the parcel are the messages'.</param>
/// <param name="EndCode">For an end: why; <see cref="ErrorCode.None"/> when the grain is moving and the consumer is to attach again.</param>
/// <param name="EndText">For an end: why, for people.</param>
[GenerateSerializer, Immutable, Alias("actors.parcel-item")]
public readonly record struct ParcelItem(
    [property: Id(0)] long Attachment,
    [property: Id(1)] LeaseRun Leases,
    [property: Id(2)] DateTimeOffset PublishedAt,
    [property: Id(3)] int Bytes,
    [property: Id(4)] ErrorCode EndCode,
    [property: Id(5)] string? EndText);
