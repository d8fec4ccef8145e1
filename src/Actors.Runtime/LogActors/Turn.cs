using Actors.Core.Offsets;
using Actors.Core.Steps;
using Actors.Runtime.Commands;
using Actors.Runtime.Stores;

namespace Actors.Runtime.LogActors;

/// <summary>What an actor does in one go: some commands, one step of the machine, one record, and then the answers.</summary>
internal sealed class Turn : ICommit
{
    private LogActor? _actor;

    // The batch looked at last: messages are mostly taken in order, and a turn may have thousands of batches.
    private int _batch;
    private long _batchFirst;

    /// <summary>The events and effects.</summary>
    public Step Step { get; } = new();

    /// <summary>The commands carried out, in order.</summary>
    public List<Command> Commands { get; } = [];

    /// <summary>The batches appended, in order.</summary>
    public List<MessageBatch> Batches { get; } = [];

    /// <summary>Their encoded messages, as stores take them.</summary>
    public List<ReadOnlyMemory<byte>> Messages { get; } = [];

    /// <summary>Takes stale leases that nobody asked about.</summary>
    public List<LeaseRun> Stale { get; } = [];

    /// <summary>The appended messages.</summary>
    public OffsetRun Appended { get; private set; }

    /// <summary>The time of the turn, in ticks of UTC.</summary>
    public long Now { get; private set; }

    /// <summary>Whether it hands messages out.</summary>
    public bool Delivers => Step.Effects.Exists(static effect => effect.Kind == EffectKind.Deliver);

    /// <summary>Why the record could not be stored, if it could not.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Starts.</summary>
    public void Begin(LogActor actor, long now) => (_actor, Now) = (actor, now);

    /// <summary>Forgets everything and keeps the memory.</summary>
    public void Clear()
    {
        Error = null;
        Appended = default;
        Step.Clear();
        Commands.Clear();
        Batches.Clear();
        Messages.Clear();
        Stale.Clear();
        _batch = 0;
    }

    /// <summary>A batch was appended to the log and is to be stored.</summary>
    public void AddMessages(long first, MessageBatch batch)
    {
        Appended = Appended.Count == 0 ? new OffsetRun(first, batch.Count) : Appended with { Count = Appended.Count + batch.Count };
        Batches.Add(batch);
        Messages.Add(batch.Messages);
    }

    /// <summary>Whether an offset is among the messages appended.</summary>
    public bool Holds(long offset) => offset >= Appended.First && offset < Appended.End;

    /// <summary>The part of a run that lies in one of the batches; the run must start in the turn.</summary>
    /// <param name="run">The run; what is left of it afterwards.</param>
    /// <param name="part">The part.</param>
    public ReadOnlyMemory<byte> Take(ref OffsetRun run, out OffsetRun part)
    {
        if (_batch == 0 || run.First < _batchFirst)
        {
            (_batch, _batchFirst) = (0, Appended.First);
        }

        for (; _batch < Batches.Count; _batchFirst += Batches[_batch++].Count)
        {
            var batch = new OffsetRun(_batchFirst, Batches[_batch].Count);
            if (run.First < batch.End)
            {
                return MessageRuns.Cut(Batches[_batch].Messages, batch, ref run, out part);
            }
        }

        throw new InvalidOperationException($"The turn does not hold offset {run.First}.");
    }

    void ICommit.Committed() => _actor!.Post(this);

    void ICommit.Failed(Exception error)
    {
        Error = error;
        _actor!.Post(this);
    }
}
