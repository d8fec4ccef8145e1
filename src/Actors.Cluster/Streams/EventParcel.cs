namespace Actors.Cluster.Streams;

/// <summary>Neighbouring events of a stream on their way to a subscriber.</summary>
/// <param name="Offsets">Where they are in the stream's log, one for each, rising.</param>
/// <param name="Messages">The encoded messages, one behind the other. Must not change any more.</param>
[GenerateSerializer, Immutable, Alias("actors.stream-parcel")]
internal sealed record EventParcel([property: Id(0)] long[] Offsets, [property: Id(1)] byte[] Messages)
{
    /// <summary>The events with their offsets, in order.</summary>
    public IEnumerable<(long Offset, Message Message)> Events()
    {
        ReadOnlyMemory<byte> rest = Messages;
        foreach (var offset in Offsets)
        {
            yield return (offset, EncodedMessage.Take(ref rest).Decode());
        }
    }
}
