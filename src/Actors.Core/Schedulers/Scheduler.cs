using Actors.Core.Offsets;
using Actors.Core.Subscriptions;
using Actors.Core.Traits;

namespace Actors.Core.Schedulers;

/// <summary>
/// Stands between ready and leased: holds the ready messages of one subscription and decides which is next. Order,
/// priority, keys, fairness and budgets are policies of a scheduler and of nothing else.
/// </summary>
/// <remarks>
/// A scheduler is derived state. It is told of every message that becomes ready and of every one that stops being so, live
/// and during recovery alike, and stores nothing itself. Times are ticks of UTC.
/// </remarks>
internal abstract class Scheduler
{
    /// <summary>What it has to know of messages.</summary>
    public virtual TraitKinds Needs => TraitKinds.None;

    /// <summary>How many messages are ready.</summary>
    public abstract long Count { get; }

    /// <summary>When a message that has to wait may go next; <see cref="long.MaxValue"/> for never. Right after <see cref="Available"/>.</summary>
    public virtual long NextDue => long.MaxValue;

    /// <summary>The scheduler that a policy asks for.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="traits">What the log's messages want.</param>
    /// <param name="start">The first offset there is.</param>
    public static Scheduler For(in SubscriptionPolicy policy, TraitTable traits, long start) =>
        policy.Options is { Values.HasScheduling: true } options ? new KeyScheduler(options.Values, traits) : new FifoScheduler(start);

    /// <summary>Messages were appended to the log and are ready.</summary>
    public abstract void Append(OffsetRun run);

    /// <summary>Messages that had been taken or removed are ready again.</summary>
    public abstract void Return(OffsetRun run);

    /// <summary>Messages are over, or ready only later: neither ready nor held any more. Those that are neither are passed over.</summary>
    public abstract void Remove(OffsetRun run);

    /// <summary>
    /// Messages are leased, or wait for another try in their place. Live they have been taken before; recovery takes them in
    /// this way. They stay held until they are returned or removed.
    /// </summary>
    public virtual void Hold(OffsetRun run) => Remove(run);

    /// <summary>About how many messages may go now: 0 if and only if none may.</summary>
    public virtual long Available(long now) => Count;

    /// <summary>Takes the next messages to be leased: neighbours, at most so many.</summary>
    public abstract bool TryTake(long max, long now, out OffsetRun run);

    /// <summary>Takes messages that came to the front too late to be handed out; neither ready nor held, they must be dropped.</summary>
    public virtual bool TryTakeLate(out OffsetRun run)
    {
        run = default;
        return false;
    }

    /// <summary>Messages that are done turned out to cost so much together.</summary>
    public virtual void Correct(OffsetRun run, long cost)
    {
    }

    /// <summary>All ready messages, by offset.</summary>
    public abstract IEnumerable<OffsetRun> Runs();
}
