using System.Numerics;
using Actors.Core.Lengths;
using Actors.Core.Offsets;
using Actors.Core.Steps;

namespace Actors.Core.Subscriptions;

/// <summary>Decides for one subscription: who gets what, what a settlement does, what falls due.</summary>
/// <remarks>Each decision is an event, applied at once and written to the step, and perhaps an effect.</remarks>
internal sealed class SubscriptionMachine
{
    private readonly PriorityQueue<Consumer, long> _receives = new();
    private readonly ConsumerTable _consumers;
    private readonly Departures _departures;
    private readonly Returns _returns;
    private readonly Action<Subscription, OffsetRun, Step> _settled;
    private long _delivered;
    private long _redelivered;
    private long _acked;

    public SubscriptionMachine(Subscription subscription, Action<Subscription, OffsetRun, Step> settled)
    {
        (State, _settled) = (subscription, settled);
        _consumers = new ConsumerTable(subscription.Policy);
        Idleness = new Idleness(subscription.Number, subscription.Policy.ExpiresAfter);
        _departures = new Departures(subscription, Finish);
        _returns = new Returns(subscription, _departures);
        Backlog = new Backlog(subscription, _departures, Finish);
    }

    public Subscription State { get; }

    /// <summary>What happens to messages that wait.</summary>
    public Backlog Backlog { get; }

    /// <summary>What fits into the queue at this moment; null when there is no limit.</summary>
    public Room? Room => Backlog.Limit is null ? null : Backlog.RoomFor(_consumers.Credit);

    public SubscriptionCounts Counts => new(
        State.Scheduler.Count,
        State.Leases.Leased + State.Leases.Departing,
        State.Leases.Delayed + State.Times.DelayedCount,
        _consumers.Attached,
        _delivered,
        _redelivered,
        _acked,
        _departures.Count,
        _departures.Expired,
        Backlog.Dropped);

    /// <summary>When something falls due next, in ticks of UTC.</summary>
    public long NextDue => Math.Min(
        Math.Min(State.Clock.NextDue, State.Times.NextDue), Math.Min(Math.Min(State.Scheduler.NextDue, Idleness.NextDue), _receives.TryPeek(out _, out var due) ? due : long.MaxValue));

    /// <summary>What is on its way to the dead-letter queue.</summary>
    public Departures Departures => _departures;

    /// <summary>Since when nobody consumes.</summary>
    public Idleness Idleness { get; }

    public void Attach(int consumer, ConsumerOptions options, int replaces)
    {
        _consumers.RequireRoom(options.Exclusive, replaces);
        _consumers.Add(new Consumer(consumer, (options.LeaseTimeout ?? State.Policy.LeaseTimeout).Ticks)
        {
            Prefetch = options.Prefetch,
            KeepsLease = options.KeepsLease,
            Priority = options.Priority,
            IsExclusive = options.Exclusive,
        });
    }

    public void Receive(int consumer, int max, TimeSpan? leaseTimeout, long waitsUntil)
    {
        var receive = new Consumer(consumer, (leaseTimeout ?? State.Policy.LeaseTimeout).Ticks) { Prefetch = max, Once = true, WaitsUntil = waitsUntil };
        _consumers.Add(receive);
        _receives.Enqueue(receive, waitsUntil);
    }

    public void SetPrefetch(int consumer, int prefetch)
    {
        if (_consumers.TryGet(consumer, out var found))
        {
            found.Prefetch = prefetch;
            _consumers.Serve(found);
        }
    }

    /// <summary>
    /// A consumer leaves; what it holds is ready again. If it was lost rather than closed, the oldest message it held has
    /// failed: that is the one it most likely died of. The rest was only waiting for it, and must not pay for its deaths.
    /// </summary>
    public bool Detach(int consumer, bool lost, long now, Step step)
    {
        if (!_consumers.TryRemove(consumer, out var found))
        {
            return false;
        }

        foreach (var (number, page) in State.Leases.Pages.Where(entry => entry.Value.Leased != 0).ToList())
        {
            var held = HeldBy(page, consumer);
            var suspect = lost ? held & (~held + 1) : 0;
            if (suspect != 0)
            {
                _returns.GiveBack(number, page, suspect, 0, failed: true, now, step);
                lost = false;
            }

            if (held != suspect)
            {
                _returns.GiveBack(number, page, held & ~suspect, 0, failed: false, now, step);
            }
        }

        if (!found.Once && _consumers.Attached == 0 && (State.Policy.Ephemeral || State.Policy.AutoDelete))
        {
            step.Effects.Add(new Effect(EffectKind.Vacated, State.Number));
        }

        return true;
    }

    /// <summary>Carries a settlement out as far as its leases are held; reports the rest as stale.</summary>
    public void Settle(in Settlement settlement, long now, Step step, List<LeaseRun> stale)
    {
        var leases = settlement.Leases;
        var run = new OffsetRun(leases.FirstOffset, leases.Count);
        for (var number = Page.Of(run.First); number <= Page.Of(run.End - 1); number++)
        {
            var asked = Page.Mask(run, number);
            var held = State.Leases.TryGet(number, out var page) ? HeldAt(page, asked, leases.Attempt) : 0;
            for (var rest = asked & ~held; rest != 0;)
            {
                var stretch = Page.TakeStretch(ref rest, number);
                stale.Add(leases with { FirstOffset = stretch.First, Count = (int)stretch.Count });
            }

            if (held != 0)
            {
                if (settlement is { Verb: SettleVerb.Ack, Cost: { } cost })
                {
                    Correct(leases.Count, cost, number, held);
                }

                End(settlement, number, page!, held, now, step);
            }
        }

        State.Clock.Trim(State.Leases);
    }

    /// <summary>Makes leases end later or sooner; reports those not held as stale. Leases are soft: no event.</summary>
    public void Extend(in LeaseRun leases, long until, List<LeaseRun> stale)
    {
        for (var i = 0; i < leases.Count; i++)
        {
            var offset = leases.FirstOffset + i;
            if (State.Leases.TryGet(Page.Of(offset), out var page) && HeldAt(page, Page.Bit(offset), leases.Attempt) != 0)
            {
                ref var lease = ref page.Leases[Page.Index(offset)];
                if (lease.Until == LeaseClock.Never)
                {
                    // It lasts as long as its consumer does: nothing is longer.
                    continue;
                }

                if (until < lease.Until)
                {
                    State.Clock.Add(new OffsetRun(offset, 1), until);
                }

                // A later end needs no entry of its own: the clock asks again when the old one comes up.
                lease.Until = until;
                page.Extended |= Page.Bit(offset);
            }
            else
            {
                stale.Add(leases with { FirstOffset = offset, Count = 1 });
            }
        }
    }

    /// <summary>Published messages do not reach it.</summary>
    public void Skip(OffsetRun run, Step step) => Finish(run, step);

    /// <summary>The dead-letter queue has the messages for good.</summary>
    public void Departed(OffsetRun run, Step step)
    {
        _departures.Forget(run);
        Finish(run, step);
    }

    /// <summary>Does what has fallen due.</summary>
    public void Tick(long now, Step step)
    {
        while (State.Clock.TryTake(now, out var run))
        {
            for (var number = Page.Of(run.First); number <= Page.Of(run.End - 1); number++)
            {
                if (State.Leases.TryGet(number, out var page))
                {
                    EndLeases(number, page, Page.Mask(run, number), now, step);
                }
            }
        }

        Idleness.Tick(now, step);
        foreach (var run in State.Times.TakeExpired(now))
        {
            Backlog.Expire(run, step);
        }

        foreach (var run in State.Times.TakeRipe(now))
        {
            State.Scheduler.Return(run);
        }
    }

    /// <summary>Ends the receives that have waited long enough. After dispatching: what was there to take has been taken.</summary>
    public void EndWaits(long now, Step step)
    {
        while (_receives.TryPeek(out var receive, out var waitsUntil) && (receive.Left || waitsUntil <= now))
        {
            _receives.Dequeue();
            if (!receive.Left)
            {
                Leave(receive, step);
            }
        }

        Idleness.Watch(!_consumers.IsEmpty, now, step);
    }

    /// <summary>Hands ready messages to the consumers with credit, in turn.</summary>
    /// <param name="now">The time, in ticks of UTC.</param>
    /// <param name="turn">Most messages one consumer gets before the next one has its turn.</param>
    /// <param name="budget">Most messages of this step; what is left of it afterwards.</param>
    /// <param name="step">Where events and effects go.</param>
    /// <returns>Whether messages and credit remain, for another step.</returns>
    public bool Dispatch(long now, int turn, ref int budget, Step step)
    {
        var more = HandOut(now, turn, ref budget, step);
        while (State.Scheduler.TryTakeLate(out var late))
        {
            _departures.Depart(late, failed: false, DeadLetterReason.Expired, step);
        }

        if (!more)
        {
            Backlog.MakeRoom(step);
            Idleness.Watch(!_consumers.IsEmpty, now, step);
        }

        return more;
    }

    private bool HandOut(long now, int turn, ref int budget, Step step)
    {
        while (State.Scheduler.Available(now) is var available and > 0 && _consumers.TryTake(out var consumer))
        {
            var share = Math.Max(1, (available + _consumers.Beside(consumer)) / (_consumers.Beside(consumer) + 1));
            var max = (int)Math.Min(consumer.Once ? consumer.Credit : Math.Min(share, consumer.Credit), Math.Min(turn, Math.Max(budget, 1)));
            var granted = Grant(consumer, max, now, step);
            budget -= granted;
            if (consumer.Once && granted > 0)
            {
                Leave(consumer, step);
            }
            else
            {
                _consumers.Serve(consumer);
            }

            if (budget <= 0)
            {
                return State.Scheduler.Available(now) > 0 && _consumers.Waiting > 0;
            }
        }

        return false;
    }

    /// <summary>After recovery: leases died with the broker, and messages that were on their way to the dead-letter queue start again.</summary>
    public void Recover(Step step)
    {
        foreach (var (number, page) in State.Leases.Pages.ToList())
        {
            for (var rest = page.Leased; rest != 0;)
            {
                State.Return(Page.TakeStretch(ref rest, number), failed: false);
            }
        }

        _departures.Resume(step);
    }

    /// <summary>Recovery found that messages are done.</summary>
    public void ReplaySettled(OffsetRun run)
    {
        _departures.Forget(run);
        State.Settle(run);
    }

    private void Leave(Consumer receive, Step step)
    {
        _consumers.TryRemove(receive.Id, out _);
        step.Effects.Add(new Effect(EffectKind.ReceiveEnded, State.Number, receive.Id));
        while (_receives.TryPeek(out var first, out _) && first.Left)
        {
            _receives.Dequeue();
        }
    }

    private int Grant(Consumer consumer, int max, long now, Step step)
    {
        var granted = 0;
        while (granted < max && State.Scheduler.TryTake(max - granted, now, out var run))
        {
            granted += (int)run.Count;
            while (run.Count > 0)
            {
                var attempt = NextAttempt(run.First);
                var same = SameAttempt(run, attempt);
                SubscriptionEvents.Leased(step.Events, State.Number, same, attempt);
                State.Lease(same, attempt, consumer.Id, consumer.KeepsLease ? LeaseClock.Never : now + consumer.LeaseTimeout);
                if (!consumer.KeepsLease)
                {
                    State.Clock.Grant(same, now, consumer.LeaseTimeout);
                }

                step.Effects.Add(new Effect(EffectKind.Deliver, State.Number, consumer.Id, same, attempt));
                _redelivered += attempt > 1 ? same.Count : 0;
                run = OffsetRun.Between(same.End, run.End);
            }
        }

        consumer.Held += granted;
        _delivered += granted;
        return granted;
    }

    // Neighbours with different histories need leases of their own: a lease names its attempt.
    private OffsetRun SameAttempt(OffsetRun run, int attempt)
    {
        var end = run.First;
        while (end < run.End)
        {
            var touched = State.Leases.TryGet(Page.Of(end), out var page) ? page.Touched & Page.Mask(OffsetRun.Between(end, run.End), Page.Of(end)) : 0;
            if (touched == 0 && attempt == 1)
            {
                end = Math.Min(run.End, Page.First(Page.Of(end) + 1));
            }
            else if (NextAttempt(end) == attempt)
            {
                end++;
            }
            else
            {
                break;
            }
        }

        return OffsetRun.Between(run.First, end);
    }

    // Attempts are kept in 16 bits; from the last on they all count as the same.
    private int NextAttempt(long offset) => Math.Min(State.Leases.Find(offset).Attempt + 1, ushort.MaxValue);

    private static ulong HeldAt(LeasePage page, ulong asked, int attempt)
    {
        var held = page.Leased & asked;
        for (var rest = held; rest != 0; rest &= rest - 1)
        {
            var index = BitOperations.TrailingZeroCount(rest);
            if (page.Leases[index].Attempt != attempt)
            {
                held &= ~(1UL << index);
            }
        }

        return held;
    }

    private static ulong HeldBy(LeasePage page, int consumer)
    {
        var held = 0UL;
        for (var rest = page.Leased; rest != 0; rest &= rest - 1)
        {
            var index = BitOperations.TrailingZeroCount(rest);
            held |= page.Leases[index].Consumer == consumer ? 1UL << index : 0;
        }

        return held;
    }

    private void End(in Settlement settlement, long number, LeasePage page, ulong held, long now, Step step)
    {
        ReturnCredit(page, held);
        switch (settlement.Verb)
        {
            case SettleVerb.Ack:
                _acked += BitOperations.PopCount(held);
                for (var rest = held; rest != 0;)
                {
                    Finish(Page.TakeStretch(ref rest, number), step);
                }

                break;
            case SettleVerb.Reject:
                for (var rest = held; rest != 0;)
                {
                    _departures.Depart(Page.TakeStretch(ref rest, number), failed: true, DeadLetterReason.Rejected, step);
                }

                break;
            default:
                var until = settlement.Delay > TimeSpan.Zero ? now + settlement.Delay.Ticks : 0;
                _returns.GiveBack(number, page, held, until, settlement.Verb == SettleVerb.Nack, now, step);
                break;
        }
    }

    // The cost is that of the whole run that was settled; the held ones of this page have their part of it.
    private void Correct(int runCount, long cost, long number, ulong held)
    {
        var part = cost * BitOperations.PopCount(held) / runCount;
        while (held != 0)
        {
            var left = BitOperations.PopCount(held);
            var run = Page.TakeStretch(ref held, number);
            var share = part * run.Count / left;
            State.Scheduler.Correct(run, share);
            part -= share;
        }
    }

    private void EndLeases(long number, LeasePage page, ulong mask, long now, Step step)
    {
        var expired = 0UL;
        var ripe = 0UL;
        for (var rest = (page.Leased | page.Delayed) & mask; rest != 0; rest &= rest - 1)
        {
            var index = BitOperations.TrailingZeroCount(rest);
            if (page.Leases[index].Until <= now)
            {
                expired |= page.Leased & (1UL << index);
                ripe |= page.Delayed & (1UL << index);
            }
            else if ((page.Extended & (1UL << index)) != 0)
            {
                State.Clock.Add(new OffsetRun(Page.First(number) + index, 1), page.Leases[index].Until);
            }
        }

        while (ripe != 0)
        {
            State.Ripen(Page.TakeStretch(ref ripe, number));
        }

        if (expired != 0)
        {
            ReturnCredit(page, expired);
            _returns.GiveBack(number, page, expired, 0, failed: true, now, step);
        }
    }

    private void Finish(OffsetRun run, Step step)
    {
        SubscriptionEvents.Settled(step.Events, State.Number, run);
        State.Settle(run);
        _settled(State, run, step);
    }

    private void ReturnCredit(LeasePage page, ulong held)
    {
        Consumer? consumer = null;
        for (; held != 0; held &= held - 1)
        {
            var id = page.Leases[BitOperations.TrailingZeroCount(held)].Consumer;
            if (consumer?.Id != id && !_consumers.TryGet(id, out consumer))
            {
                continue;
            }

            consumer.Held--;
            _consumers.Serve(consumer);
        }
    }
}
