using System.Numerics;
using Actors.Core.Events;
using Actors.Core.Offsets;
using Actors.Core.Subscriptions;
using Actors.Core.Traits;

namespace Actors.Core.Logs;

/// <summary>Writes a log and its subscriptions as the shortest list of events that gives them again.</summary>
internal static class LogSnapshot
{
    public static void Write(EventWriter events, LogMachine machine, IEnumerable<SubscriptionMachine> subscriptions)
    {
        var log = machine.State;
        events.Kind(EventKind.Reset);
        events.Number(log.Next);
        if (machine.Options is { } options)
        {
            events.Kind(EventKind.Configured);
            events.Bytes(options.Encoded);
        }

        // Before the subscriptions: whoever reads them asks at once what their messages want.
        foreach (var entries in machine.Traits.All().Chunk(TraitEvents.EntriesPerEvent))
        {
            TraitEvents.Write(events, entries);
        }

        foreach (var subscription in subscriptions)
        {
            Write(events, subscription);
        }

        // Last, because reading the subscriptions above frees messages one by one from a log that does not hold them yet.
        events.Kind(EventKind.Holding);
        events.Number(log.Held);
        events.Number(log.Bytes);
    }

    private static void Write(EventWriter events, SubscriptionMachine machine)
    {
        var state = machine.State;
        SubscriptionEvents.Subscribed(events, state, state.Settled.Floor);
        foreach (var run in state.Settled.RunsAbove())
        {
            SubscriptionEvents.Settled(events, state.Number, run);
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

        foreach (var (run, reason) in machine.Departures)
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
