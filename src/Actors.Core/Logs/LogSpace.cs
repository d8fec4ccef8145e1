using Actors.Core.Intakes;
using Actors.Core.Lengths;
using Actors.Core.Offsets;
using Actors.Core.Retentions;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using Actors.Core.Traits;

namespace Actors.Core.Logs;

/// <summary>Which messages of a log somebody still needs, a subscription or the topic itself, and what becomes free when nobody does any more.</summary>
internal sealed class LogSpace(Log log, SortedDictionary<int, SubscriptionMachine> subscriptions, TraitTable traits, SizeTable sizes, Intake intake)
{
    // The subscription that was behind the last time, and the only one if there is but one and nothing else keeps messages.
    private SubscriptionMachine? _slowest;
    private SubscriptionMachine? _only;

    /// <summary>Keeps messages that are settled; null if nothing does.</summary>
    public Retention? Retention { get; private set; }

    /// <summary>Keeps the last messages of keys; null if nothing does.</summary>
    public LastValues? LastValues { get; private set; }

    /// <summary>Whether a message published now would be kept for anybody.</summary>
    public bool Keeps => subscriptions.Count > 0 || KeepsItself;

    /// <summary>Whether the topic itself keeps messages.</summary>
    public bool KeepsItself => Retention is not null || LastValues is not null;

    /// <summary>The oldest message that a subscription may go back to.</summary>
    public long Oldest => Retention?.Floor ?? log.Next;

    /// <summary>The lowest offset that somebody still needs; everything below is free.</summary>
    public long Floor
    {
        get
        {
            var floor = subscriptions.Count == 0 ? log.Next : subscriptions.Values.Min(subscription => subscription.State.Settled.Floor);
            return Math.Min(floor, Math.Min(Retention?.Floor ?? log.Next, Math.Min(LastValues?.Floor ?? log.Next, log.Next)));
        }
    }

    /// <summary>What the topic keeps by itself, as its options say.</summary>
    public void Configure(TopicDefinition? topic)
    {
        Retention = Retention.For(topic, log.Next);
        LastValues = topic is { LastValuePerKey: true } ? new LastValues() : null;
        SubscriptionsChanged();
    }

    /// <summary>The subscription of a log that has but one.</summary>
    public SubscriptionMachine? Single { get; private set; }

    /// <summary>Whether somebody asks when messages were published.</summary>
    public bool NeedsTime { get; private set; }

    /// <summary>A subscription has come or gone, or has gone elsewhere.</summary>
    public void SubscriptionsChanged()
    {
        _slowest = null;
        Single = subscriptions.Count == 1 ? subscriptions.Values.First() : null;
        _only = KeepsItself ? null : Single;
        NeedsTime = Retention is { NeedsTime: true };
        traits.Needs = TraitKinds.Always | (LastValues is null ? TraitKinds.None : TraitKinds.Key);
        foreach (var subscription in subscriptions.Values)
        {
            NeedsTime |= subscription.State.Policy.TimeToLive > 0;
            traits.Needs |= subscription.State.Scheduler.Needs;
        }
    }

    /// <summary>The messages in a range that somebody still needs.</summary>
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

    /// <summary>The messages at or above the floor that nobody needs any more.</summary>
    public IEnumerable<OffsetRun> FreeRunsAboveFloor()
    {
        var floor = Floor;
        if (Retention?.Floor == floor || subscriptions.Values.Any(subscription => subscription.State.Settled.Above == 0 && subscription.State.Settled.Floor == floor))
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

    /// <summary>Changes what the subscriptions need, and frees what nobody needs any more.</summary>
    public void Change(Action change, Step? step)
    {
        var needed = LiveRuns(OffsetRun.Between(Floor, log.Next)).ToList();
        change();
        SubscriptionsChanged();
        foreach (var run in needed)
        {
            FreeWhatNobodyNeeds(run, step);
        }
    }

    /// <summary>Frees of a run what nobody needs. Nothing of it may be free yet.</summary>
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

    /// <summary>Messages that were the last of their key are not any more.</summary>
    public void FreeSuperseded(Step? step)
    {
        if (LastValues is not { Superseded.Count: > 0 } values)
        {
            return;
        }

        foreach (var offset in values.Superseded)
        {
            FreeWhatNobodyNeeds(new OffsetRun(offset, 1), step);
        }

        values.Superseded.Clear();
    }

    private ulong SettledByAll(long page)
    {
        var settled = Page.Full;
        if (KeepsItself)
        {
            var kept = Retention is { } retention ? Page.Mask(OffsetRun.Between(Math.Max(retention.Floor, Page.First(page)), Page.First(page) + Page.Size), page) : 0;
            settled = ~(kept | (LastValues?.MembersOf(page) ?? 0));
            if (settled == 0)
            {
                return 0;
            }
        }

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
