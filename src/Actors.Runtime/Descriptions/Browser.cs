using Actors.Runtime.LogActors;
using Actors.Runtime.Stores;

namespace Actors.Runtime.Descriptions;

/// <summary>Looks at messages where they are stored, without keeping the actor from its work.</summary>
internal static class Browser
{
    // A page must fit an answer on the wire.
    private const int PageBytes = 1024 * 1024;

    /// <summary>A message found, before it is read.</summary>
    internal readonly record struct Sight(long Offset, MessageState State, int Attempt);

    /// <summary>What there is to see. On the actor's turn.</summary>
    public static IReadOnlyList<Sight> Look(LogActor actor, int subscription, BrowseOptions options)
    {
        actor.Require(subscription);
        return [.. actor.Machine.Browse(subscription, options.FromOffset, options.States).Take(options.MaxMessages).Select(seen => new Sight(seen.Offset, seen.State, seen.Attempt))];
    }

    /// <summary>Reads what was seen; what was settled meanwhile is left out.</summary>
    public static async Task<IReadOnlyList<BrowsedMessage>> ReadAsync(ILogStore store, IReadOnlyList<Sight> sights)
    {
        var page = new List<BrowsedMessage>();
        var bytes = 0;
        StoredMessages? stored = null;
        try
        {
            foreach (var (offset, state, attempt) in sights)
            {
                if (stored?.Holds(offset) != true)
                {
                    stored?.Dispose();
                    stored = null;
                    stored = await store.ReadAsync(offset).ConfigureAwait(false);
                }

                if (stored is null)
                {
                    continue;
                }

                var encoded = stored.At(offset);
                bytes += encoded.Length;
                if (bytes > PageBytes && page.Count > 0)
                {
                    break;
                }

                page.Add(new BrowsedMessage(offset, state, attempt, new DateTimeOffset(stored.Time, TimeSpan.Zero), Decode(encoded)));
            }
        }
        finally
        {
            stored?.Dispose();
        }

        return page;
    }

    // The memory read from belongs to the store.
    private static Message Decode(EncodedMessage encoded)
    {
        ReadOnlyMemory<byte> copy = encoded.Bytes.ToArray();
        return EncodedMessage.Take(ref copy).Decode();
    }
}
