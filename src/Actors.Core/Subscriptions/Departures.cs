using Actors.Core.Offsets;
using Actors.Core.Steps;

namespace Actors.Core.Subscriptions;

/// <summary>The messages of one subscription that are on their way to the dead-letter queue, and how many went.</summary>
/// <param name="state">The subscription.</param>
/// <param name="finish">Settles messages that are to be discarded.</param>
internal sealed class Departures(Subscription state, Action<OffsetRun, Step> finish)
{
    // What moves together is read and published together: it has to fit into memory.
    private const int LargestRun = 256;

    private readonly Dictionary<OffsetRun, DeadLetterReason> _underWay = [];

    /// <summary>Messages dead-lettered, or discarded in place of it.</summary>
    public long Count { get; private set; }

    /// <summary>Those of them that expired.</summary>
    public long Expired { get; private set; }

    /// <summary>What is under way, and why.</summary>
    public IEnumerable<KeyValuePair<OffsetRun, DeadLetterReason>> UnderWay => _underWay;

    /// <summary>Sends messages off.</summary>
    /// <param name="run">The messages, in whatever state.</param>
    /// <param name="failed">Whether a delivery failed.</param>
    /// <param name="reason">Why they go.</param>
    /// <param name="step">Where events and effects go.</param>
    public void Depart(OffsetRun run, bool failed, DeadLetterReason reason, Step step)
    {
        Count += run.Count;
        Expired += reason == DeadLetterReason.Expired ? run.Count : 0;
        if (state.Policy.DeadLetterQueue.Length == 0)
        {
            finish(run, step);
            return;
        }

        foreach (var same in state.Leases.SplitByAttempt(run).SelectMany(Cut).ToList())
        {
            SubscriptionEvents.Departing(step.Events, state.Number, same, failed, reason);
            SetOut(same, failed, reason);
            step.Effects.Add(Effect(same, reason));
        }
    }

    /// <summary>Messages set out; live and during recovery alike.</summary>
    public void SetOut(OffsetRun run, bool failed, DeadLetterReason reason)
    {
        state.Depart(run, failed);
        _underWay[run] = reason;
    }

    /// <summary>Messages have arrived.</summary>
    public void Forget(OffsetRun run) => _underWay.Remove(run);

    /// <summary>After recovery: those that had set out start again.</summary>
    public void Resume(Step step)
    {
        foreach (var (run, reason) in _underWay)
        {
            step.Effects.Add(Effect(run, reason));
        }
    }

    private static IEnumerable<OffsetRun> Cut(OffsetRun run)
    {
        for (; run.Count > LargestRun; run = OffsetRun.Between(run.First + LargestRun, run.End))
        {
            yield return run with { Count = LargestRun };
        }

        yield return run;
    }

    private Effect Effect(OffsetRun run, DeadLetterReason reason) =>
        new(EffectKind.DeadLetter, state.Number, Run: run, Attempt: state.Leases.Find(run.First).Attempt, Reason: reason);
}
