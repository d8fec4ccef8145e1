namespace Actors.Cluster.Wire;

/// <summary>What a silo has for a broker instance at a moment, of all its queues and topics together.</summary>
/// <param name="Pipe">The pipe it comes through.</param>
/// <param name="Sequence">Its number in the pipe, from 1: a gap says that something was lost on the way.</param>
/// <param name="Items">What is in it, in order.</param>
/// <param name="Messages">The encoded messages of all items, one behind the other.</param>
[GenerateSerializer, Immutable, Alias("actors.parcel")]
public sealed record Parcel(
    [property: Id(0)] Guid Pipe,
    [property: Id(1)] long Sequence,
    [property: Id(2)] ParcelItem[] Items,
    [property: Id(3)] byte[] Messages);
