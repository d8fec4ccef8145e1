using Actors.Core.Events;
using Actors.Core.Offsets;
using Actors.Journal;

namespace Actors.Standalone.LogActors;

/// <summary>What an actor does for the journal: snapshots, and moving its live messages out of a segment that is to be emptied.</summary>
internal static class Housekeeping
{
    public static void Snapshot(FileJournal journal, LogActor actor)
    {
        var events = new EventWriter();
        actor.Machine.Snapshot(events);
        journal.Append(new Record { Actor = actor.Id, Kind = RecordKind.Snapshot, UseReserve = true, State = events.Written }, commit: null);
    }

    public static void Evacuate(FileJournal journal, LogActor actor, int segment)
    {
        foreach (var range in journal.Keys(actor.Id, segment))
        {
            foreach (var run in actor.Machine.LiveRuns(new OffsetRun(range.First, range.Count)))
            {
                Move(journal, actor, run);
            }
        }

        Snapshot(journal, actor);
        journal.Evacuated(actor.Id, segment);
    }

    private static void Move(FileJournal journal, LogActor actor, OffsetRun run)
    {
        while (run.Count > 0)
        {
            using var stored = actor.Read(run.First);
            var part = OffsetRun.Between(run.First, Math.Min(run.End, stored.FirstKey + stored.KeyCount));
            var messages = stored.Data[EncodedMessage.OffsetOf(stored.Data.Span, (int)(part.First - stored.FirstKey))..];
            var record = new Record
            {
                Actor = actor.Id,
                Kind = RecordKind.Moved,
                UseReserve = true,
                FirstKey = part.First,
                KeyCount = (int)part.Count,
                Tag = stored.Tag,
                Data = [messages[..EncodedMessage.OffsetOf(messages.Span, (int)part.Count)]],
            };
            journal.Append(record, commit: null);
            run = OffsetRun.Between(part.End, run.End);
        }
    }
}
