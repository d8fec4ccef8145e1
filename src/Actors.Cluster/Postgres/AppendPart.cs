using Actors.Runtime.Stores;

namespace Actors.Cluster.Postgres;

/// <summary>One actor's share of a batch: rows, and the commits that wait for them.</summary>
internal sealed class AppendPart
{
    /// <summary>Whose.</summary>
    public ActorStore Store { get; private set; } = null!;

    /// <summary>The events, mostly in one row.</summary>
    public List<EventRow> Events { get; } = [];

    /// <summary>The messages.</summary>
    public List<MessageRow> Messages { get; } = [];

    /// <summary>Told in this order.</summary>
    public List<ICommit> Commits { get; } = [];

    /// <summary>The newest snapshot among the rows; -1 for none.</summary>
    public long Snapshot { get; private set; }

    /// <summary>The number of the actor's last append among them.</summary>
    public long LastAppend { get; private set; }

    public void Begin(ActorStore store) => (Store, Snapshot, LastAppend) = (store, -1, 0);

    /// <summary>Copies a record into rows.</summary>
    public void Add(in LogRecord record, ICommit? commit, long append, RowBuffers spare)
    {
        LastAppend = Math.Max(LastAppend, append);
        if (!record.Events.IsEmpty)
        {
            AddEvents(record, spare);
        }

        if (record.Count > 0)
        {
            AddMessages(record, spare);
        }

        if (commit is not null)
        {
            Commits.Add(commit);
        }
    }

    public void Clear(RowBuffers spare)
    {
        foreach (var row in Events)
        {
            spare.Return(row.Events);
        }

        foreach (var row in Messages)
        {
            spare.Return(row.Messages);
        }

        Events.Clear();
        Messages.Clear();
        Commits.Clear();
    }

    // Events are read one after the other anyway, so those of several turns share a row. A snapshot has to begin one.
    private void AddEvents(in LogRecord record, RowBuffers spare)
    {
        if (Events.Count == 0 || record.IsSnapshot)
        {
            Events.Add(new EventRow(Store.NextSequence(), record.IsSnapshot, spare.Rent()));
            Snapshot = record.IsSnapshot ? Events[^1].Sequence : Snapshot;
        }

        Events[^1].Events.Add(record.Events);
    }

    private void AddMessages(in LogRecord record, RowBuffers spare)
    {
        var bytes = 0L;
        foreach (var messages in record.Messages)
        {
            bytes += messages.Length;
        }

        if (Messages.Count > 0 && Messages[^1].Takes(record.FirstOffset, record.Time, bytes))
        {
            Messages[^1] = Messages[^1] with { Count = Messages[^1].Count + record.Count };
        }
        else
        {
            Messages.Add(new MessageRow(record.FirstOffset, record.Count, record.Time, spare.Rent()));
        }

        foreach (var messages in record.Messages)
        {
            Messages[^1].Messages.Add(messages.Span);
        }
    }
}
