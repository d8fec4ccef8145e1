using Actors.Core.Events;

namespace Actors.Core.Traits;

/// <summary>Writes traits as an event, in front of the event that appends their messages, and reads them.</summary>
internal static class TraitEvents
{
    // A snapshot of a long backlog is many events, so that none of them is large.
    public const int EntriesPerEvent = 4096;

    public static void Write(EventWriter events, ReadOnlySpan<TraitEntry> entries)
    {
        if (entries.IsEmpty)
        {
            return;
        }

        events.Kind(EventKind.Traits);
        events.Number(entries.Length);
        var last = 0L;
        foreach (ref readonly var entry in entries)
        {
            events.Number(entry.Offset - last);
            last = entry.Offset;
            Write(events, entry.Traits);
        }
    }

    public static List<TraitEntry> Read(ref EventReader reader)
    {
        var entries = new List<TraitEntry>();
        var offset = 0L;
        for (var left = reader.Number(); left > 0; left--)
        {
            offset += reader.Number();
            entries.Add(new TraitEntry(offset, ReadTraits(ref reader)));
        }

        return entries;
    }

    private static void Write(EventWriter events, in MessageTraits traits)
    {
        var kinds = traits.Kinds;
        events.Number((byte)kinds);
        Write(events, kinds & TraitKinds.Key, (long)traits.Key);
        Write(events, kinds & TraitKinds.Priority, traits.Priority);
        Write(events, kinds & TraitKinds.Cost, traits.Cost);
        Write(events, kinds & TraitKinds.DeliverAt, traits.DeliverAt);
        Write(events, kinds & TraitKinds.ExpiresAt, traits.ExpiresAt);
        Write(events, kinds & TraitKinds.Deadline, traits.Deadline);
        Write(events, kinds & TraitKinds.PublishedAt, traits.PublishedAt);
    }

    private static void Write(EventWriter events, TraitKinds kind, long value)
    {
        if (kind != TraitKinds.None)
        {
            events.Number(value);
        }
    }

    // Arguments are read in the order they are written.
    private static MessageTraits ReadTraits(ref EventReader reader)
    {
        var kinds = (TraitKinds)reader.Number();
        return new MessageTraits(
            Key: (ulong)Read(ref reader, kinds & TraitKinds.Key),
            Priority: (byte)Read(ref reader, kinds & TraitKinds.Priority),
            Cost: (uint)Read(ref reader, kinds & TraitKinds.Cost),
            DeliverAt: Read(ref reader, kinds & TraitKinds.DeliverAt),
            ExpiresAt: Read(ref reader, kinds & TraitKinds.ExpiresAt),
            Deadline: Read(ref reader, kinds & TraitKinds.Deadline),
            PublishedAt: Read(ref reader, kinds & TraitKinds.PublishedAt));
    }

    private static long Read(ref EventReader reader, TraitKinds kind) => kind == TraitKinds.None ? 0 : reader.Number();
}
