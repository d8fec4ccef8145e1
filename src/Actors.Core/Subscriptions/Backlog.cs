using Actors.Core.Lengths;
using Actors.Core.Offsets;
using Actors.Core.Steps;

namespace Actors.Core.Subscriptions;

/// <summary>What happens to messages of one subscription that wait, without their being delivered: removed, moved, expired, crowded out.</summary>
/// <param name="state">The subscription.</param>
/// <param name="departures">Where dead letters go.</param>
/// <param name="finish">Settles messages.</param>
internal sealed class Backlog(Subscription state, Departures departures, Action<OffsetRun, Step> finish)
{
    // More than so many on their way at a time only take memory: the dead-letter queue does not keep up.
    private const int MostDeparting = 10_000;

    /// <summary>How much may wait; null for any number.</summary>
    public LengthLimit? Limit { get; } = LengthLimit.Of(state.Policy.Options?.Values);

    /// <summary>Messages dropped because the queue was full.</summary>
    public long Dropped { get; private set; }

    private long Waiting => state.Scheduler.Count + state.Times.DelayedCount + state.Leases.Delayed;

    /// <summary>What fits, when consumers take so many messages at once.</summary>
    public Room? RoomFor(long credit) => Limit is null
        ? null
        : new Room(
            Limit,
            Limit.Messages > long.MaxValue - credit ? long.MaxValue : Limit.Messages + credit - Waiting,
            Limit.CountsBytes ? Limit.Bytes - (state.Bytes?.Total ?? 0) : long.MaxValue,
            Limit.Policy != OverflowPolicy.DropHead && state.Leases.Departing >= MostDeparting);

    /// <summary>The messages that are not settled, by offset.</summary>
    /// <param name="first">The lowest offset of interest.</param>
    /// <param name="end">The offset behind the last message of the log.</param>
    /// <param name="states">The states of interest.</param>
    public IEnumerable<(long Offset, MessageState State, int Attempt)> Browse(long first, long end, MessageStates states) =>
        from offset in states == MessageStates.Delayed ? DelayedFrom(first) : UnsettledFrom(first, end)
        let found = state.StateOf(offset)
        where (states & (MessageStates)(1 << (int)found)) != 0
        select (offset, found, (int)state.Leases.Find(offset).Attempt);

    /// <summary>Removes what is ready or delayed.</summary>
    /// <returns>How many messages were removed.</returns>
    public long Purge(Step step)
    {
        var runs = InOrder().ToList();
        foreach (var run in runs)
        {
            finish(run, step);
        }

        return runs.Sum(run => run.Count);
    }

    /// <summary>Removes a message, if it waits.</summary>
    public bool Cancel(long offset, Step step)
    {
        if (!Waits(offset))
        {
            return false;
        }

        finish(new OffsetRun(offset, 1), step);
        return true;
    }

    /// <summary>Gives a message another time, if it waits.</summary>
    public bool Reschedule(long offset, long deliverAt, long timeToLive, Step step)
    {
        if (!Waits(offset))
        {
            return false;
        }

        var one = new OffsetRun(offset, 1);
        if (state.Leases.Find(offset).Attempt > 0)
        {
            // It was delivered before: that is to be remembered, and its life goes on.
            SubscriptionEvents.Delayed(step.Events, state.Number, one, deliverAt, failed: false);
            state.Delay(one, deliverAt, failed: false);
            return true;
        }

        var times = state.Times.TimesFrom(deliverAt, timeToLive);
        SubscriptionEvents.Moved(step.Events, state.Number, offset, times);
        state.Move(offset, times);
        return true;
    }

    /// <summary>Messages whose time to live is over. What is under lease may still be settled in time; it must not come back.</summary>
    public void Expire(OffsetRun run, Step step)
    {
        for (var number = Page.Of(run.First); number <= Page.Of(run.End - 1); number++)
        {
            var waiting = Page.Mask(run, number) & ~state.Settled.MembersOf(number);
            if (state.Leases.TryGet(number, out var page))
            {
                for (var leased = waiting & page.Leased; leased != 0;)
                {
                    state.Times.Lapse(Page.TakeStretch(ref leased, number));
                }

                waiting &= ~(page.Leased | page.Departing);
            }

            while (waiting != 0)
            {
                departures.Depart(Page.TakeStretch(ref waiting, number), failed: false, DeadLetterReason.Expired, step);
            }
        }
    }

    /// <summary>Makes room: what waited longest goes, until the rest fits. What is ready goes before what is delayed.</summary>
    public void MakeRoom(Step step)
    {
        if (Limit is not { MakesRoom: true } limit)
        {
            return;
        }

        var messages = Waiting - limit.Messages;
        var bytes = limit.CountsBytes ? (state.Bytes?.Total ?? 0) - limit.Bytes : 0;
        if (messages <= 0 && bytes <= 0)
        {
            return;
        }

        foreach (var run in Excess(messages, bytes).ToList())
        {
            if (limit.Policy == OverflowPolicy.DropHead)
            {
                Dropped += run.Count;
                finish(run, step);
            }
            else
            {
                departures.Depart(run, failed: false, DeadLetterReason.MaxLength, step);
            }
        }
    }

    private IEnumerable<long> UnsettledFrom(long from, long end)
    {
        for (var offset = Math.Max(from, state.Settled.Floor); offset < end; offset++)
        {
            if (!state.Settled.Contains(offset))
            {
                yield return offset;
            }
        }
    }

    // Few of many: found without looking at the others.
    private IEnumerable<long> DelayedFrom(long from) => state.Times.DelayedRuns
        .Concat(state.Leases.Pages.Where(entry => entry.Value.Delayed != 0).Select(entry => new OffsetRun(Page.First(entry.Key), Page.Size)))
        .Where(run => run.End > from)
        .SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(index => run.First + index))
        .Where(offset => offset >= from)
        .Distinct()
        .Order();

    private IEnumerable<OffsetRun> Excess(long messages, long bytes)
    {
        foreach (var run in InOrder())
        {
            var end = run.First;
            for (; end < run.End && (messages > 0 || bytes > 0); end++)
            {
                messages--;
                bytes -= bytes > 0 ? state.SizeOf(end) : 0;
            }

            if (end > run.First)
            {
                yield return OffsetRun.Between(run.First, end);
            }

            if (end < run.End)
            {
                yield break;
            }
        }
    }

    private IEnumerable<OffsetRun> InOrder()
    {
        foreach (var run in state.Scheduler.Runs().Concat(state.Times.DelayedRuns))
        {
            yield return run;
        }

        foreach (var (number, page) in state.Leases.Pages)
        {
            for (var rest = page.Delayed; rest != 0;)
            {
                yield return Page.TakeStretch(ref rest, number);
            }
        }
    }

    private bool Waits(long offset) => !state.Settled.Contains(offset) && state.StateOf(offset) is MessageState.Ready or MessageState.Delayed;
}
