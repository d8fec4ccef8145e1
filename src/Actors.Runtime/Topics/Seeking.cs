using Actors.Core.Logs;
using Actors.Core.Offsets;
using Actors.Core.Subscriptions;
using Actors.Runtime.Filters;
using Actors.Runtime.LogActors;
using Actors.Runtime.Stores;

namespace Actors.Runtime.Topics;

/// <summary>Makes subscriptions of a topic read from elsewhere.</summary>
/// <remarks>
/// A time has to be searched for, and what a filter lets through of what is kept has to be read: that is done beside the
/// topic's turns. What is published meanwhile is decided as always, so nothing is missed between the two.
/// </remarks>
internal sealed class Seeking(LogActor topic)
{
    /// <summary>Makes a subscription read from elsewhere; what its consumers hold is not theirs any more.</summary>
    public async Task<SeekReceipt> SeekAsync(string subscription, SeekTarget target, CancellationToken cancellationToken)
    {
        var number = topic.Subscriptions.NumberOf(subscription);
        var place = await FindAsync(number, target, cancellationToken).ConfigureAwait(false);
        return await topic.AskAsync(
            (on, turn) =>
            {
                on.Require(number);
                turn.Step.MustSync = true;
                var start = Move(on, number, asBefore: number, target, place, turn);
                on.Consumers.LoseLeases(number);
                return new SeekReceipt(start, place.Missed);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes sure a subscription is there; a new one reads from where it is to start.</summary>
    public async Task<bool> DeclareAsync(string name, SubscriptionPolicy policy, SeekTarget start, CancellationToken cancellationToken)
    {
        // A reader nobody sees collects what comes, while what is there is looked at. It goes with the broker's life, if not before.
        var reader = await topic.AskAsync((on, turn) => Open(on, name, policy, start, turn), cancellationToken).ConfigureAwait(false);
        if (reader < 0)
        {
            return true;
        }

        try
        {
            var target = start.Kind == SeekKind.End ? SeekTarget.LastValues : start;
            var place = await FindAsync(reader, target, cancellationToken).ConfigureAwait(false);
            return await topic.AskAsync(
                (on, turn) =>
                {
                    if (!on.Subscriptions.Has(name))
                    {
                        on.Subscriptions.Declare(name, policy, turn);
                        Move(on, on.Subscriptions.NumberOf(name), reader, target, place, turn);
                    }

                    return on.Subscriptions.Declare(name, policy, turn);
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            topic.Post(new Commands.InlineCommand<bool>((on, turn) => on.Subscriptions.CloseReader(reader, turn)));
        }
    }

    // The number of the reader; below 0 if there is nothing to look at, and the subscription is there.
    private static int Open(LogActor on, string name, SubscriptionPolicy policy, SeekTarget start, Turn turn)
    {
        var isPlain = start.Kind == SeekKind.End && on.Machine.Space.LastValues is not { AreNone: false };
        return isPlain || on.Subscriptions.Has(name)
            ? on.Subscriptions.Declare(name, policy, turn) ? -1 : 0
            : on.Subscriptions.OpenReader(name, policy, turn);
    }

    private async Task<Place> FindAsync(int number, SeekTarget target, CancellationToken cancellationToken)
    {
        var (place, live, filter) = await topic.AskAsync((on, _) => Look(on, number, target), cancellationToken).ConfigureAwait(false);
        if (target.Kind == SeekKind.Time)
        {
            place = place with { Start = await FirstAtAsync(live, DateTimeOffset.FromUnixTimeMilliseconds(target.Value).UtcTicks, place.End).ConfigureAwait(false) };
        }

        if (target.Kind == SeekKind.Snapshot || filter is not { } policy)
        {
            return place;
        }

        var filters = new SubscriptionFilters();
        filters.Add(number, policy);
        var skipped = new List<OffsetRun>();
        foreach (var run in live.Where(run => run.End > place.Start))
        {
            await ScanAsync(OffsetRun.Between(Math.Max(run.First, place.Start), run.End), number, filters, skipped).ConfigureAwait(false);
        }

        return place with { Skipped = skipped };
    }

    // On the topic's turn: how far back it goes, which messages there are, and what filters them, if anything does.
    private static (Place Place, List<OffsetRun> Live, SubscriptionPolicy? Filter) Look(LogActor on, int number, SeekTarget target)
    {
        on.Require(number);
        var machine = on.Machine;
        SubscriptionPolicy? filter = on.Filters.TakesAll(number) ? null : machine.PolicyOf(number);
        var next = machine.NextOffset;
        var oldest = Math.Min(machine.Space.Oldest, machine.FloorOf(number));
        if (target.Kind == SeekKind.LastValues)
        {
            var last = machine.Space.LastValues?.Runs().ToList()
                ?? throw new BrokerException(ErrorCode.InvalidArgument, $"The topic '{on.Name}' does not keep last values; declare it with {nameof(TopicDefinition.LastValuePerKey)}.");
            return (new Place(last.Count == 0 ? next : last[0].First, 0, next, []), last, filter);
        }

        var start = target.Kind switch
        {
            SeekKind.End => next,
            SeekKind.Offset => Math.Clamp(target.Value, oldest, next),
            _ => oldest,
        };
        var missed = target.Kind == SeekKind.Offset ? Math.Max(oldest - target.Value, 0) : 0;
        return (new Place(start, missed, next, []), [.. machine.LiveRuns(OffsetRun.Between(start, next))], filter);
    }

    // On the topic's turn: what was found out, and what has happened since.
    private static long Move(LogActor on, int number, int asBefore, SeekTarget target, in Place place, Turn turn)
    {
        var machine = on.Machine;
        var next = machine.NextOffset;
        var start = place.Start;
        IEnumerable<OffsetRun> settled;
        if (target.Kind == SeekKind.Snapshot)
        {
            var snapshot = on.Subscriptions.NumberOf(EntityName.Subscription(machine.NameOf(number), target.Name));
            start = machine.FloorOf(snapshot);
            settled = TopicReading.SettledIn(machine, snapshot, OffsetRun.Between(start, next));
        }
        else if (target.Kind == SeekKind.LastValues)
        {
            settled = Gaps(start, place.End, machine.Space.LastValues!.Runs()).Concat(place.Skipped).OrderBy(run => run.First)
                .Concat(TopicReading.SettledIn(machine, asBefore, OffsetRun.Between(Math.Max(start, place.End), next)));
        }
        else
        {
            // Older than what is kept: only what the subscription had not settled is there.
            var oldest = Math.Clamp(machine.Space.Oldest, start, place.End);
            settled = TopicReading.SettledIn(machine, asBefore, OffsetRun.Between(start, oldest))
                .Concat(place.Skipped.Where(run => run.End > oldest).Select(run => OffsetRun.Between(Math.Max(run.First, oldest), run.End)))
                .Concat(TopicReading.SettledIn(machine, asBefore, OffsetRun.Between(Math.Max(start, place.End), next)));
        }

        TopicReading.Seek(machine, number, start, [.. settled], turn.Step);
        return start;
    }

    // What lies between runs.
    private static IEnumerable<OffsetRun> Gaps(long start, long end, IEnumerable<OffsetRun> runs)
    {
        foreach (var run in runs.Where(run => run.First < end))
        {
            if (run.First > start)
            {
                yield return OffsetRun.Between(start, run.First);
            }

            start = Math.Max(start, run.End);
        }

        if (start < end)
        {
            yield return OffsetRun.Between(start, end);
        }
    }

    private async Task ScanAsync(OffsetRun run, int number, SubscriptionFilters filters, List<OffsetRun> skipped)
    {
        StoredMessages? stored = null;
        try
        {
            for (var offset = run.First; offset < run.End; offset++)
            {
                if (stored?.Holds(offset) != true)
                {
                    stored?.Dispose();
                    stored = null;
                    stored = await topic.Store.ReadAsync(offset).ConfigureAwait(false);
                }

                // What is not kept any more by now is settled in any case.
                if (stored is not null && !filters.Reaches(number, stored.At(offset)))
                {
                    Add(skipped, offset);
                }
            }
        }
        finally
        {
            stored?.Dispose();
        }
    }

    private static void Add(List<OffsetRun> runs, long offset)
    {
        if (runs.Count > 0 && runs[^1].End == offset)
        {
            runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
        }
        else
        {
            runs.Add(new OffsetRun(offset, 1));
        }
    }

    // Messages are in the order of their times: halves the rest again and again.
    private async Task<long> FirstAtAsync(List<OffsetRun> live, long time, long end)
    {
        var (low, high) = (0L, live.Sum(run => run.Count));
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            using var stored = await topic.Store.ReadAsync(OffsetAt(live, middle)).ConfigureAwait(false);
            if (stored is null || stored.Time < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < live.Sum(run => run.Count) ? OffsetAt(live, low) : end;
    }

    private static long OffsetAt(List<OffsetRun> live, long index)
    {
        foreach (var run in live)
        {
            if (index < run.Count)
            {
                return run.First + index;
            }

            index -= run.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }
}
