using Actors.Core.Offsets;
using Actors.Core.Traits;

namespace Actors.Core.Schedulers;

/// <summary>
/// Stands between ready and leased: holds the ready messages of one subscription and decides which is next. Order,
/// priority, keys, fairness and budgets are policies of a scheduler and of nothing else.
/// </summary>
/// <remarks>
/// A scheduler is derived state. It is told of every message that becomes ready and of every one that stops being so, live
/// and during recovery alike, and stores nothing itself.
/// </remarks>
internal abstract class Scheduler
{
    /// <summary>What it has to know of messages.</summary>
    public virtual TraitKinds Needs => TraitKinds.None;

    /// <summary>How many messages are ready.</summary>
    public abstract long Count { get; }

    /// <summary>Messages were appended to the log and are ready.</summary>
    public abstract void Append(OffsetRun run);

    /// <summary>Messages that had been taken or removed are ready again.</summary>
    public abstract void Return(OffsetRun run);

    /// <summary>Ready messages stop being ready other than by being taken; those of the run that are not ready are passed over.</summary>
    public abstract void Remove(OffsetRun run);

    /// <summary>Takes the next messages to be leased: neighbours, at most so many.</summary>
    public abstract bool TryTake(long max, out OffsetRun run);

    /// <summary>All ready messages, by offset.</summary>
    public abstract IEnumerable<OffsetRun> Runs();
}
