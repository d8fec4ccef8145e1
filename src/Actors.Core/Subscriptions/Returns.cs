using System.Numerics;
using Actors.Core.Offsets;
using Actors.Core.Steps;

namespace Actors.Core.Subscriptions;

/// <summary>Decides what becomes of messages that come back from their consumers: ready again, ready again later, or on their way to the dead-letter queue.</summary>
internal sealed class Returns(Subscription state, Departures departures)
{
    /// <summary>Messages come back.</summary>
    /// <param name="number">Their page's number.</param>
    /// <param name="page">Their page.</param>
    /// <param name="held">Which of the page; all are under lease.</param>
    /// <param name="until">When they are to be ready again, in ticks of UTC; 0 leaves that to the policy.</param>
    /// <param name="failed">Whether their delivery failed.</param>
    /// <param name="now">The time.</param>
    /// <param name="step">Where events and effects go.</param>
    public void GiveBack(long number, LeasePage page, ulong held, long until, bool failed, long now, Step step)
    {
        var lapsed = state.Times.LapsedOf(number) & held;
        var over = failed ? OverLimit(page, held & ~lapsed) : 0;
        var back = held & ~over & ~lapsed;
        while (back != 0)
        {
            var same = failed && until == 0 ? SameFailures(page, back) : back;
            back &= ~same;
            GiveBack(number, same, until > 0 || !failed ? until : RetryAt(page, same, now), failed, step);
        }

        while (over != 0)
        {
            departures.Depart(Page.TakeStretch(ref over, number), failed: true, DeadLetterReason.DeliveryLimit, step);
        }

        while (lapsed != 0)
        {
            departures.Depart(Page.TakeStretch(ref lapsed, number), failed, DeadLetterReason.Expired, step);
        }
    }

    private void GiveBack(long number, ulong held, long until, bool failed, Step step)
    {
        while (held != 0)
        {
            var run = Page.TakeStretch(ref held, number);
            if (until > 0)
            {
                SubscriptionEvents.Delayed(step.Events, state.Number, run, until, failed);
                state.Delay(run, until, failed);
            }
            else
            {
                SubscriptionEvents.Returned(step.Events, state.Number, run, failed);
                state.Return(run, failed);
            }
        }
    }

    // A failure too many sends a message to the dead-letter queue instead of back.
    private ulong OverLimit(LeasePage page, ulong held)
    {
        var over = 0UL;
        for (var rest = state.Policy.DeliveryLimit > 0 ? held : 0; rest != 0; rest &= rest - 1)
        {
            var index = BitOperations.TrailingZeroCount(rest);
            over |= page.Leases[index].Failures + 1 >= state.Policy.DeliveryLimit ? 1UL << index : 0;
        }

        return over;
    }

    // Those that wait equally long, the lowest among them.
    private ulong SameFailures(LeasePage page, ulong held)
    {
        if (state.Policy.RetryDelays.Count < 2)
        {
            return held;
        }

        var failures = page.Leases[BitOperations.TrailingZeroCount(held)].Failures;
        var same = 0UL;
        for (var rest = held; rest != 0; rest &= rest - 1)
        {
            var index = BitOperations.TrailingZeroCount(rest);
            same |= page.Leases[index].Failures == failures ? 1UL << index : 0;
        }

        return same;
    }

    private long RetryAt(LeasePage page, ulong same, long now)
    {
        var delays = state.Policy.RetryDelays;
        if (delays.Count == 0)
        {
            return 0;
        }

        var failures = page.Leases[BitOperations.TrailingZeroCount(same)].Failures;
        var delay = delays[Math.Min(failures, delays.Count - 1)];
        return delay > TimeSpan.Zero ? now + delay.Ticks : 0;
    }
}
