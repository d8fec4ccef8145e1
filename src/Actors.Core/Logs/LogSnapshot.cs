using System.Numerics;
using Actors.Core.Events;
using Actors.Core.Intakes;
using Actors.Core.Lengths;
using Actors.Core.Offsets;
using Actors.Core.Subscriptions;
using Actors.Core.Traits;

namespace Actors.Core.Logs;

/// <summary>Writes a log and its subscriptions as the shortest list of events that gives them again.</summary>
internal static class LogSnapshot
{
    public static void Write(EventWriter events, LogMachine machine, IReadOnlyCollection<SubscriptionMachine> subscriptions)
    {
        var log = machine.State;
        events.Kind(EventKind.Reset);
        events.Number(log.Next);
        if (machine.Options is { } options)
        {
            events.Kind(EventKind.Configured);
            events.Bytes(options.Encoded);
        }

        if (machine.Time != 0)
        {
            events.Kind(EventKind.Timed);
            events.Number(machine.Time);
        }

        // Before the subscriptions: whoever reads them asks at once what their messages want.
        foreach (var entries in machine.Traits.All().Chunk(TraitEvents.EntriesPerEvent))
        {
            TraitEvents.Write(events, entries);
        }

        foreach (var run in machine.LiveRuns(OffsetRun.Between(machine.Floor, log.Next)))
        {
            WriteSizes(events, machine.Sizes, run);
        }

        // All of them before what each has settled: a message that the first one settled may be needed by the last.
        foreach (var subscription in subscriptions)
        {
            SubscriptionEvents.Subscribed(events, subscription.State, subscription.State.Settled.Floor);
        }

        foreach (var subscription in subscriptions)
        {
            Write(events, subscription);
        }

        // After the subscriptions, one of which may bring the rules.
        IntakeEvents.Snapshot(events, machine.Intake);

        // Last, because reading the subscriptions above frees messages one by one from a log that does not hold them yet.
        events.Kind(EventKind.Holding);
        events.Number(log.Held);
        events.Number(log.Bytes);
    }

    private static void WriteSizes(EventWriter events, SizeTable sizes, OffsetRun run)
    {
        if (!sizes.IsEmpty)
        {
            LengthEvents.Sized(events, run.First, [.. Enumerable.Range(0, (int)run.Count).Select(index => sizes.Find(run.First + index))]);
        }
    }

    private static void Write(EventWriter events, SubscriptionMachine machine)
    {
        var state = machine.State;
        foreach (var run in state.Settled.RunsAbove())
        {
            SubscriptionEvents.Settled(events, state.Number, run);
        }

        if (machine.Idleness.Since != 0)
        {
            Idleness.Write(events, state.Number, machine.Idleness.Since);
        }

        foreach (var (offset, times) in state.Times.Moved)
        {
            SubscriptionEvents.Moved(events, state.Number, offset, times);
        }

        foreach (var (run, expiresAt) in state.Times.OwnExpiries)
        {
            SubscriptionEvents.Expiring(events, state.Number, run, expiresAt);
        }

        foreach (var (number, page) in state.Leases.Pages)
        {
            for (var rest = page.Touched; rest != 0; rest &= rest - 1)
            {
                var index = BitOperations.TrailingZeroCount(rest);
                var lease = page.Leases[index];
                var delayed = (page.Delayed & (1UL << index)) != 0;
                SubscriptionEvents.Restored(events, state.Number, Page.First(number) + index, lease, delayed ? lease.Until : 0);
            }

            WriteLeased(events, state, number, page);
        }

        foreach (var (run, reason) in machine.Departures.UnderWay)
        {
            SubscriptionEvents.Departing(events, state.Number, run, failed: false, reason);
        }
    }

    // The events that follow a snapshot tell how these leases end. To the scheduler their messages must not be ready meanwhile.
    private static void WriteLeased(EventWriter events, Subscription state, long number, LeasePage page)
    {
        for (var rest = page.Leased; rest != 0;)
        {
            var attempt = page.Leases[BitOperations.TrailingZeroCount(rest)].Attempt;
            var same = 0UL;
            for (var left = rest; left != 0 && page.Leases[BitOperations.TrailingZeroCount(left)].Attempt == attempt; left &= left - 1)
            {
                same |= left & (~left + 1);
            }

            rest &= ~same;
            while (same != 0)
            {
                SubscriptionEvents.Leased(events, state.Number, Page.TakeStretch(ref same, number), attempt);
            }
        }
    }
}
