using Actors.Core.Intakes;
using Actors.Core.Lengths;
using Actors.Core.Offsets;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using Actors.Core.Traits;

namespace Actors.Core.Logs;

/// <summary>Which messages of a log some subscription still needs, and what becomes free when the last one has settled it.</summary>
internal sealed class LogSpace(Log log, SortedDictionary<int, SubscriptionMachine> subscriptions, TraitTable traits, SizeTable sizes, Intake intake)
{
    // The subscription that was behind the last time, and the only one if there is but one.
    private SubscriptionMachine? _slowest;
    private SubscriptionMachine? _only;

    /// <summary>The lowest offset that some subscription still needs; everything below is free.</summary>
    public long Floor => subscriptions.Count == 0 ? log.Next : subscriptions.Values.Min(subscription => subscription.State.Settled.Floor);

    /// <summary>A subscription has come or gone.</summary>
    public void SubscriptionsChanged() => (_slowest, _only) = (null, subscriptions.Count == 1 ? subscriptions.Values.First() : null);

    /// <summary>The messages in a range that some subscription still needs.</summary>
    /// <param name="range">The range.</param>
    public IEnumerable<OffsetRun> LiveRuns(OffsetRun range)
    {
        var end = Math.Min(range.End, log.Next);
        for (var page = Page.Of(range.First); Page.First(page) < end; page++)
        {
            for (var live = Page.Mask(OffsetRun.Between(range.First, end), page) & ~SettledByAll(page); live != 0;)
            {
                yield return Page.TakeStretch(ref live, page);
            }
        }
    }

    /// <summary>The messages at or above the floor that no subscription needs any more.</summary>
    public IEnumerable<OffsetRun> FreeRunsAboveFloor()
    {
        var floor = Floor;
        if (subscriptions.Values.Any(subscription => subscription.State.Settled.Above == 0 && subscription.State.Settled.Floor == floor))
        {
            yield break;
        }

        for (var page = Page.Of(floor); Page.First(page) < log.Next; page++)
        {
            for (var free = Page.Mask(OffsetRun.Between(floor, log.Next), page) & SettledByAll(page); free != 0;)
            {
                yield return Page.TakeStretch(ref free, page);
            }
        }
    }

    /// <summary>A subscription has settled messages.</summary>
    public void FreeIfLast(Subscription subscription, OffsetRun run, Step? step)
    {
        if (_only is not null)
        {
            Free(run, step);
            return;
        }

        // Most settlements are not the last of their message: ask first the subscription that was behind the last time.
        if (_slowest is null || _slowest.State == subscription || _slowest.State.Settled.Floor > run.First || _slowest.State.Settled.Above > 0)
        {
            FreeWhatNobodyNeeds(run, step);
        }
    }

    /// <summary>Frees of a run what all have settled.</summary>
    public void FreeWhatNobodyNeeds(OffsetRun run, Step? step)
    {
        for (var page = Page.Of(run.First); page <= Page.Of(run.End - 1); page++)
        {
            for (var free = Page.Mask(run, page) & SettledByAll(page); free != 0;)
            {
                Free(Page.TakeStretch(ref free, page), step);
            }
        }
    }

    private ulong SettledByAll(long page)
    {
        var settled = Page.Full;
        foreach (var subscription in subscriptions.Values)
        {
            settled &= subscription.State.Settled.MembersOf(page);
            if (settled == 0)
            {
                _slowest = subscription;
                return 0;
            }
        }

        return settled;
    }

    private void Free(OffsetRun run, Step? step)
    {
        log.Free(run);
        traits.Forget(run);
        sizes.Forget(run);
        intake.Settle(run);
        if (step is null)
        {
            return;
        }

        var effects = step.Effects;
        if (effects.Count > 0 && effects[^1] is { Kind: EffectKind.Free } last && last.Run.End == run.First)
        {
            effects[^1] = last with { Run = last.Run with { Count = last.Run.Count + run.Count } };
            return;
        }

        effects.Add(new Effect(EffectKind.Free, 0, Run: run));
    }
}
