using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Actors.Cluster.Streams;

/// <summary>The token of an event is its offset in the stream's log.</summary>
internal static class EventToken
{
    public static StreamSequenceToken At(long offset) => new EventSequenceTokenV2(offset);

    /// <summary>The offset that a token names; null for no token.</summary>
    public static long? OffsetOf(StreamSequenceToken? token) => token?.SequenceNumber;
}
