using Actors.Runtime.Stores;

namespace Actors.Cluster.Postgres;

/// <summary>What the actors of a lane piled up while the batch before was under way: stored by one statement.</summary>
internal sealed class AppendBatch(RowBuffers spare)
{
    private readonly Dictionary<ActorStore, AppendPart> _parts = [];
    private readonly Stack<AppendPart> _spareParts = [];

    public IReadOnlyCollection<AppendPart> Parts => _parts.Values;

    /// <summary>How much it holds, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether somebody waits for it.</summary>
    public bool IsUrgent { get; private set; }

    public bool IsEmpty => _parts.Count == 0;

    public void Add(ActorStore store, in LogRecord record, ICommit? commit, long append)
    {
        if (!_parts.TryGetValue(store, out var part))
        {
            part = _spareParts.TryPop(out var used) ? used : new AppendPart();
            part.Begin(store);
            _parts.Add(store, part);
        }

        part.Add(record, commit, append, spare);
        IsUrgent |= record.MustSync || commit is not null;
        Bytes += record.Events.Length;
        foreach (var messages in record.Messages)
        {
            Bytes += messages.Length;
        }
    }

    /// <summary>Makes the batch ready for other records.</summary>
    public void Clear()
    {
        foreach (var part in _parts.Values)
        {
            part.Clear(spare);
            _spareParts.Push(part);
        }

        _parts.Clear();
        (Bytes, IsUrgent) = (0, false);
    }
}
