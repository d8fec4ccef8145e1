using Actors.Core.Offsets;
using Actors.Journal;
using Actors.Runtime.LogActors;

namespace Actors.Standalone.Journals;

/// <summary>Moves an actor's live messages out of a segment that is to be emptied. As maintenance of the actor.</summary>
internal static class Housekeeping
{
    public static void Evacuate(FileJournal journal, JournalStore store, LogActor actor, int segment)
    {
        foreach (var range in journal.Keys(store.Actor, segment))
        {
            foreach (var run in actor.Machine.LiveRuns(new OffsetRun(range.First, range.Count)))
            {
                Move(journal, store, run);
            }
        }

        actor.AppendSnapshot();
        journal.Evacuated(store.Actor, segment);
    }

    private static void Move(FileJournal journal, JournalStore store, OffsetRun run)
    {
        while (run.Count > 0)
        {
            using var stored = store.Read(run.First)
                ?? throw new InvalidDataException($"The journal does not have message {run.First} of actor {store.Actor}.");
            var messages = stored.Take(ref run, out var part);
            var record = new Record
            {
                Actor = store.Actor,
                Kind = RecordKind.Moved,
                UseReserve = true,
                FirstKey = part.First,
                KeyCount = (int)part.Count,
                Tag = stored.Time,
                Data = [messages],
            };
            journal.Append(record, commit: null);
        }
    }
}
