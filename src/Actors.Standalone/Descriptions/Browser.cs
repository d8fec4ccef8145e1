using Actors.Standalone.LogActors;

namespace Actors.Standalone.Descriptions;

/// <summary>Looks at messages where they are stored.</summary>
internal static class Browser
{
    // A page must fit an answer on the wire.
    private const int PageBytes = 1024 * 1024;

    public static IReadOnlyList<BrowsedMessage> Browse(LogActor actor, int subscription, long from, int max)
    {
        actor.Require(subscription);
        var page = new List<BrowsedMessage>();
        var bytes = 0;
        foreach (var (offset, state, attempt) in actor.Machine.Browse(subscription, from))
        {
            using var stored = actor.Read(offset);
            var rest = stored.Data[EncodedMessage.OffsetOf(stored.Data.Span, (int)(offset - stored.FirstKey))..];
            var encoded = EncodedMessage.Take(ref rest);
            bytes += encoded.Length;
            if (page.Count == max || (bytes > PageBytes && page.Count > 0))
            {
                break;
            }

            page.Add(new BrowsedMessage(offset, state, attempt, new DateTimeOffset(stored.Tag, TimeSpan.Zero), Decode(encoded)));
        }

        return page;
    }

    // The memory read from belongs to the journal's pool.
    private static Message Decode(EncodedMessage encoded)
    {
        ReadOnlyMemory<byte> copy = encoded.Bytes.ToArray();
        return EncodedMessage.Take(ref copy).Decode();
    }
}
