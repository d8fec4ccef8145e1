using Actors.Core.Duplicates;
using Actors.Core.Events;
using Actors.Core.Publishers;

namespace Actors.Core.Intakes;

/// <summary>Writes and reads what a log remembers of what was published to it.</summary>
internal static class IntakeEvents
{
    // A snapshot of many ids is many events, so that none of them is large.
    private const int IdsPerEvent = 4096;

    public static void Identified(EventWriter events, long now, IReadOnlyList<KnownId> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        events.Kind(EventKind.Identified);
        events.Number(ids.Count);
        events.Number(now);
        Write(events, ids, now);
    }

    public static void Sequenced(EventWriter events, string publisher, long epoch, SequenceRun run)
    {
        events.Kind(EventKind.Sequenced);
        events.Text(publisher);
        events.Number(epoch);
        Write(events, run);
    }

    public static void Snapshot(EventWriter events, Intake intake)
    {
        foreach (var ids in (intake.Known?.Entries ?? []).Chunk(IdsPerEvent))
        {
            events.Kind(EventKind.Identified);
            events.Number(ids.Length);
            events.Number(ids[0].Time);
            Write(events, ids, ids[0].Time);
        }

        foreach (var (name, state) in intake.Publishers.Publishers)
        {
            events.Kind(EventKind.PublisherKnown);
            events.Text(name);
            events.Number(state.Epoch);
            events.Number(state.Next);
            events.Number(state.Floor);
            Write(events, state.Gaps);
            Write(events, state.Runs);
        }
    }

    public static void ReadIdentified(ref EventReader reader, Intake intake)
    {
        var ids = new KnownId[reader.Number()];
        var time = reader.Number();
        var offset = 0L;
        for (var i = 0; i < ids.Length; i++)
        {
            var id = reader.Id();
            offset += reader.Number();
            time += Unfold(reader.Number());
            ids[i] = new KnownId(id, offset, time);
            ids[i] = reader.Flag() ? ids[i].Settled : ids[i];
        }

        intake.Remember(ids);
    }

    public static void ReadSequenced(ref EventReader reader, Intake intake)
    {
        var state = intake.Publishers.Touch(reader.Text(), reader.Number());
        state.Store(ReadRun(ref reader));
    }

    public static void ReadPublisher(ref EventReader reader, Intake intake)
    {
        var state = intake.Publishers.Touch(reader.Text(), reader.Number());
        state.Restore(reader.Number(), reader.Number(), ReadRuns(ref reader), ReadRuns(ref reader));
    }

    // Offsets grow along the list; times mostly do, too, but a clock may have been set back.
    private static void Write(EventWriter events, IReadOnlyList<KnownId> ids, long time)
    {
        var offset = 0L;
        foreach (var id in ids)
        {
            events.Id(id.Id);
            events.Number(id.Offset - offset);
            events.Number(Fold(id.Time - time));
            events.Flag(id.IsSettled);
            (offset, time) = (id.Offset, id.Time);
        }
    }

    private static void Write(EventWriter events, IReadOnlyList<SequenceRun> runs)
    {
        events.Number(runs.Count);
        foreach (var run in runs)
        {
            Write(events, run);
        }
    }

    // An offset of -1 stands for none.
    private static void Write(EventWriter events, SequenceRun run)
    {
        events.Number(run.First);
        events.Number(run.Count);
        events.Number(run.Offset + 1);
    }

    private static SequenceRun[] ReadRuns(ref EventReader reader)
    {
        var runs = new SequenceRun[reader.Number()];
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = ReadRun(ref reader);
        }

        return runs;
    }

    private static SequenceRun ReadRun(ref EventReader reader) => new(reader.Number(), reader.Number(), reader.Number() - 1);

    private static long Fold(long value) => (value << 1) ^ (value >> 63);

    private static long Unfold(long value) => (long)((ulong)value >> 1) ^ -(value & 1);
}
