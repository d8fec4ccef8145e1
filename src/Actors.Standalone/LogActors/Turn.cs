using Actors.Core.Steps;
using Actors.Journal;
using Actors.Standalone.Commands;

namespace Actors.Standalone.LogActors;

/// <summary>What an actor does in one go: some commands, one step of the machine, one record, and then the answers.</summary>
internal sealed class Turn : ICommit
{
    private LogActor? _actor;

    /// <summary>The events and effects.</summary>
    public Step Step { get; } = new();

    /// <summary>The commands carried out, in order.</summary>
    public List<Command> Commands { get; } = [];

    /// <summary>The batches appended, in order.</summary>
    public List<MessageBatch> Batches { get; } = [];

    /// <summary>Their encoded messages, as the journal takes them.</summary>
    public List<ReadOnlyMemory<byte>> Messages { get; } = [];

    /// <summary>Takes stale leases that nobody asked about.</summary>
    public List<LeaseRun> Stale { get; } = [];

    /// <summary>The first appended message's offset.</summary>
    public long FirstOffset { get; private set; }

    /// <summary>How many messages were appended.</summary>
    public int MessageCount { get; private set; }

    /// <summary>The time of the turn, in ticks of UTC.</summary>
    public long Now { get; private set; }

    /// <summary>Whether something falls due within this very turn: a receive that does not wait.</summary>
    public bool TickAfter { get; set; }

    /// <summary>Why the record could not be stored, if it could not.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Starts anew.</summary>
    public void Begin(LogActor actor, long now)
    {
        _actor = actor;
        Now = now;
        Error = null;
        TickAfter = false;
        MessageCount = 0;
        Step.Clear();
        Commands.Clear();
        Batches.Clear();
        Messages.Clear();
        Stale.Clear();
    }

    /// <summary>A batch was appended to the log.</summary>
    public void AddMessages(long first, MessageBatch batch, bool keep)
    {
        if (!keep)
        {
            return;
        }

        if (MessageCount == 0)
        {
            FirstOffset = first;
        }

        MessageCount += batch.Count;
        Batches.Add(batch);
        Messages.Add(batch.Messages);
    }

    /// <summary>Whether an offset is among the messages appended.</summary>
    public bool Holds(long offset) => offset >= FirstOffset && offset < FirstOffset + MessageCount;

    void ICommit.Committed() => _actor!.Post(this);

    void ICommit.Failed(Exception error)
    {
        Error = error;
        _actor!.Post(this);
    }
}
