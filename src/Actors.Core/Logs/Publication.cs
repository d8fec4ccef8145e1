using Actors.Core.Events;
using Actors.Core.Intakes;
using Actors.Core.Lengths;
using Actors.Core.Offsets;
using Actors.Core.Steps;
using Actors.Core.Traits;

namespace Actors.Core.Logs;

/// <summary>Appends published messages to a log, with all that has to be known of them in front of the event that appends them.</summary>
internal static class Publication
{
    public static long Append(LogMachine machine, int count, long bytes, ReadOnlySpan<TraitEntry> traits, long now, Step step, Admission? admission)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (admission is not null)
        {
            machine.Intake.Take(admission, now, step);
            Measure(machine, admission, step);
        }

        if (!traits.IsEmpty && machine.HasSubscriptions)
        {
            TraitEvents.Write(step.Events, traits);
            machine.Want(traits);
        }

        if (machine.NeedsTime && now != machine.Time)
        {
            machine.Time = now;
            step.Events.Kind(EventKind.Timed);
            step.Events.Number(now);
        }

        if (count == 0)
        {
            return machine.NextOffset;
        }

        step.Events.Kind(EventKind.Appended);
        step.Events.Number(count);
        step.Events.Number(bytes);
        machine.State.Published += count;
        var first = machine.Append(count, bytes, now).First;
        if (admission is not null)
        {
            SendAway(machine, admission, step);
        }

        return first;
    }

    private static void Measure(LogMachine machine, Admission admission, Step step)
    {
        if (machine.Only?.State.Bytes is null)
        {
            return;
        }

        var sizes = admission.Candidates.Zip(admission.Verdicts).Where(pair => pair.Second.IsKept).Select(pair => (uint)pair.First.Bytes).ToArray();
        LengthEvents.Sized(step.Events, machine.NextOffset, sizes);
        machine.Sizes.Add(machine.NextOffset, sizes);
    }

    // Messages that found the queue full go on to its dead-letter queue, by way of the log, so that none is lost between the two.
    private static void SendAway(LogMachine machine, Admission admission, Step step)
    {
        foreach (var verdict in admission.Verdicts)
        {
            if (verdict.Kind == VerdictKind.FullAndDeparting)
            {
                machine.Only!.Departures.Depart(new OffsetRun(verdict.Offset, 1), failed: false, DeadLetterReason.MaxLength, step);
            }
        }
    }
}
