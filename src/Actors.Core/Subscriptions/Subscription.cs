using Actors.Core.Offsets;
using Actors.Core.Schedulers;

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
internal sealed class Subscription(int number, string name, SubscriptionPolicy policy, long start, Scheduler scheduler)
{
    public int Number { get; } = number;

    public string Name { get; } = name;

    public SubscriptionPolicy Policy { get; } = policy;

    public Scheduler Scheduler { get; } = scheduler;

    public SettledSet Settled { get; } = new(start);

    public LeaseTable Leases { get; } = new();

    public LeaseClock Clock { get; } = new();

    public void Append(OffsetRun run) => Scheduler.Append(run);

    public void Lease(OffsetRun run, int attempt, int consumer, long until)
    {
        Scheduler.Hold(run);
        Leases.Hold(run, attempt, consumer, until);
    }

    public void Settle(OffsetRun run)
    {
        Scheduler.Remove(run);
        Leases.Settle(run);
        Settled.Add(run);
    }

    public void Return(OffsetRun run, bool failed)
    {
        Leases.Return(run, failed);
        Scheduler.Return(run);
    }

    public void Delay(OffsetRun run, long until, bool failed)
    {
        Leases.Delay(run, until, failed);
        Clock.Add(run, until);
    }

    public void Depart(OffsetRun run, bool failed)
    {
        Scheduler.Remove(run);
        Leases.Depart(run, failed);
    }

    public void Restore(long offset, ushort attempt, ushort failures, long until)
    {
        Leases.Restore(offset, attempt, failures, until);
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

    /// <summary>The state of an unsettled message.</summary>
    public MessageState StateOf(long offset)
    {
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
