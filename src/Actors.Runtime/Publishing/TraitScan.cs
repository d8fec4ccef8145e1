using System.Runtime.InteropServices;
using Actors.Core.Traits;

namespace Actors.Runtime.Publishing;

/// <summary>Finds out what the messages of a batch want, as far as somebody asks for it.</summary>
internal static class TraitScan
{
    [ThreadStatic]
    private static List<TraitEntry>? _entries;

    /// <summary>Reads the traits of a batch.</summary>
    /// <param name="batch">The messages.</param>
    /// <param name="first">The offset of the first.</param>
    /// <param name="needs">Which kinds of traits are asked for.</param>
    /// <param name="now">The time of publishing, in ticks of UTC: a time to live starts here, or when the message may be delivered.</param>
    /// <returns>The messages that have any, to be used before the next scan on this thread.</returns>
    public static ReadOnlySpan<TraitEntry> Of(MessageBatch batch, long first, TraitKinds needs, long now)
    {
        var wanted = PropertiesOf(needs);
        var ofAll = Asked(needs, TraitKinds.PublishedAt);
        if ((batch.Properties & wanted) == 0 && !ofAll)
        {
            return [];
        }

        var entries = _entries ??= [];
        entries.Clear();
        var rest = batch.Messages;
        for (var offset = first; !rest.IsEmpty; offset++)
        {
            var message = EncodedMessage.Take(ref rest);
            if ((ofAll || (message.Properties & wanted) != 0) && TraitsOf(message, needs, now) is { Kinds: not TraitKinds.None } traits)
            {
                entries.Add(new TraitEntry(offset, traits));
            }
        }

        return CollectionsMarshal.AsSpan(entries);
    }

    private static MessageTraits TraitsOf(EncodedMessage message, TraitKinds needs, long now)
    {
        var properties = message.ReadScheduling();
        return new MessageTraits(
            Asked(needs, TraitKinds.Key) ? properties.Key : 0,
            Asked(needs, TraitKinds.Priority) ? properties.Priority : (byte)0,
            Asked(needs, TraitKinds.Cost) ? properties.Cost : 0,
            Asked(needs, TraitKinds.DeliverAt) ? properties.DeliverAt?.UtcTicks ?? 0 : 0,
            Asked(needs, TraitKinds.ExpiresAt) ? ExpiryOf(properties.TimeToLive, Math.Max(now, properties.DeliverAt?.UtcTicks ?? 0)) : 0,
            Asked(needs, TraitKinds.Deadline) ? properties.Deadline?.UtcTicks ?? 0 : 0,
            Asked(needs, TraitKinds.PublishedAt) ? now : 0);
    }

    // A time to live beyond the end of time is none.
    private static long ExpiryOf(TimeSpan? timeToLive, long start) =>
        timeToLive is { } time && time.Ticks < DateTimeOffset.MaxValue.Ticks - start ? start + time.Ticks : 0;

    private static bool Asked(TraitKinds needs, TraitKinds kind) => (needs & kind) != 0;

    private static MessageProperties PropertiesOf(TraitKinds needs) =>
        (Asked(needs, TraitKinds.Key) ? MessageProperties.Key : 0)
        | (Asked(needs, TraitKinds.Priority) ? MessageProperties.Priority : 0)
        | (Asked(needs, TraitKinds.Cost) ? MessageProperties.Cost : 0)
        | (Asked(needs, TraitKinds.DeliverAt) ? MessageProperties.DeliverAt : 0)
        | (Asked(needs, TraitKinds.ExpiresAt) ? MessageProperties.TimeToLive : 0)
        | (Asked(needs, TraitKinds.Deadline) ? MessageProperties.Deadline : 0);
}
