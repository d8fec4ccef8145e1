using Actors.Core.Lengths;
using Actors.Core.Offsets;
using Actors.Core.Schedulers;
using Actors.Core.Times;
using Actors.Core.Traits;

namespace Actors.Core.Subscriptions;

/// <summary>A reader of a log: what it has settled, what is ready, what is under lease, and who consumes.</summary>
/// <remarks>
/// <code>
///            Append              Lease               Settle
///  (log) ─────────────▶ ready ─────────────▶ leased ──────▶ settled
///                        ▲  ▲ ◀── Return ───┘ │  │             ▲
///                 due    │                    │  │ Depart      │ Settle
///                        └──── delayed ◀──────┘  └──▶ departing ┘
///                                      Delay
/// </code>
/// This part changes state, one method for each event, and is used alike by the live machine and by recovery. The
/// decisions that lead to events are in <see cref="SubscriptionMachine"/>.
/// </remarks>
internal sealed class Subscription
{
    private readonly SizeTable _sizes;

    public Subscription(int number, string name, SubscriptionPolicy policy, long start, Scheduler scheduler, TraitTable traits, SizeTable sizes)
    {
        (Number, Name, Policy, Scheduler) = (number, name, policy, scheduler);
        Settled = new SettledSet(start);
        Times = new Timetable(traits, policy.TimeToLive, Settled);
        _sizes = sizes;
        Bytes = LengthLimit.Of(policy.Options?.Values) is { CountsBytes: true } ? new WaitingBytes(sizes) : null;
    }

    public int Number { get; }

    public string Name { get; }

    public SubscriptionPolicy Policy { get; }

    public Scheduler Scheduler { get; }

    public SettledSet Settled { get; }

    /// <summary>What is delayed from the start, and what expires when.</summary>
    public Timetable Times { get; }

    /// <summary>How many bytes wait; null when nobody asks.</summary>
    public WaitingBytes? Bytes { get; }

    public LeaseTable Leases { get; } = new();

    public LeaseClock Clock { get; } = new();

    /// <summary>Messages were appended to the log.</summary>
    /// <param name="run">The messages.</param>
    /// <param name="now">When they were published; 0 when that is not known.</param>
    public void Append(OffsetRun run, long now)
    {
        Scheduler.Append(run);
        Bytes?.Append(run);
        if (Times.Append(run, now) is not { } delayed)
        {
            return;
        }

        foreach (var part in delayed)
        {
            Scheduler.Remove(part);
        }
    }

    public void Lease(OffsetRun run, int attempt, int consumer, long until)
    {
        Scheduler.Hold(run);
        Times.EndDelay(run);
        Bytes?.Hold(run);
        Leases.Hold(run, attempt, consumer, until);
    }

    public void Settle(OffsetRun run)
    {
        Scheduler.Remove(run);
        Leases.Settle(run);
        Times.Forget(run);
        Bytes?.Forget(run);
        Settled.Add(run);
    }

    public void Return(OffsetRun run, bool failed)
    {
        Leases.Return(run, failed);
        Bytes?.Release(run);
        Scheduler.Return(run);
    }

    public void Delay(OffsetRun run, long until, bool failed)
    {
        Scheduler.Hold(run);
        Leases.Delay(run, until, failed);
        Bytes?.Release(run);
        Clock.Add(run, until);
    }

    public void Depart(OffsetRun run, bool failed)
    {
        Scheduler.Remove(run);
        Times.EndDelay(run);
        Bytes?.Hold(run);
        Leases.Depart(run, failed);
    }

    public void Restore(long offset, ushort attempt, ushort failures, long until)
    {
        Leases.Restore(offset, attempt, failures, until);
        if (Times.IsDelayed(offset))
        {
            // It was delivered, so its first delay is over.
            Times.EndDelay(new OffsetRun(offset, 1));
            Scheduler.Return(new OffsetRun(offset, 1));
        }

        if (until > 0)
        {
            // One that was delivered before waits for another try in its place.
            if (attempt > 0)
            {
                Scheduler.Hold(new OffsetRun(offset, 1));
            }
            else
            {
                Scheduler.Remove(new OffsetRun(offset, 1));
            }

            Clock.Add(new OffsetRun(offset, 1), until);
        }
    }

    /// <summary>A delay is over. No event: that the time has come needs no proof.</summary>
    public void Ripen(OffsetRun run)
    {
        Leases.Return(run, failed: false);
        Scheduler.Return(run);
    }

    /// <summary>A message that waits gets other times: it is delayed from now on, for the first time or again.</summary>
    public void Move(long offset, MessageTimes times)
    {
        var one = new OffsetRun(offset, 1);
        Scheduler.Remove(one);
        Times.Move(offset, times);
    }

    /// <summary>The encoded bytes of a message, if anybody asks for them.</summary>
    public uint SizeOf(long offset) => _sizes.Find(offset);

    /// <summary>The state of an unsettled message.</summary>
    public MessageState StateOf(long offset)
    {
        if (Times.IsDelayed(offset))
        {
            return MessageState.Delayed;
        }

        if (!Leases.TryGet(Page.Of(offset), out var page))
        {
            return MessageState.Ready;
        }

        var bit = Page.Bit(offset);
        return (page.Leased & bit) != 0 ? MessageState.Leased
            : (page.Delayed & bit) != 0 ? MessageState.Delayed
            : (page.Departing & bit) != 0 ? MessageState.DeadLettered
            : MessageState.Ready;
    }
}
