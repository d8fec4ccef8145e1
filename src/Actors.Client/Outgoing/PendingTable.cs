using System.Diagnostics.CodeAnalysis;
using Actors.Connections;

namespace Actors.Outgoing;

/// <summary>Requests without an answer, by id. Guarded by the pipeline's gate.</summary>
internal sealed class PendingTable
{
    private readonly Dictionary<uint, Pending> _pending = [];
    private readonly List<Pending> _unsent = [];
    private uint _lastId;

    /// <summary>Adds a request whose frame is about to be written.</summary>
    /// <returns>Its id, never 0.</returns>
    public uint Add(Pending pending)
    {
        do
        {
            _lastId++;
        }
        while (_lastId == 0 || !_pending.TryAdd(_lastId, pending));

        _unsent.Add(pending);
        return _lastId;
    }

    /// <summary>Forgets a request whose frame could not be written.</summary>
    public void TakeBack(uint id)
    {
        if (_pending.Remove(id, out var pending))
        {
            _unsent.Remove(pending);
        }
    }

    /// <summary>Looks a request up.</summary>
    public bool TryFind(uint id, [NotNullWhen(true)] out Pending? pending) => _pending.TryGetValue(id, out pending);

    /// <summary>Forgets a request that has its last answer.</summary>
    public void Remove(uint id) => _pending.Remove(id);

    /// <summary>Everything written so far goes out over this connection.</summary>
    public void MarkSent(Connection connection)
    {
        foreach (var pending in _unsent)
        {
            pending.SentOver = connection;
        }

        _unsent.Clear();
    }

    /// <summary>Takes out the requests that a connection may have carried.</summary>
    public List<Pending> TakeSent(Connection connection) => Take(pending => pending.SentOver == connection);

    /// <summary>Takes out all requests, those that were never sent apart from the others.</summary>
    public (List<Pending> Sent, List<Pending> Unsent) TakeAll()
    {
        _unsent.Clear();
        return (Take(pending => pending.SentOver is not null), Take(_ => true));
    }

    private List<Pending> Take(Func<Pending, bool> which)
    {
        var taken = _pending.Where(entry => which(entry.Value)).ToList();
        foreach (var (id, _) in taken)
        {
            _pending.Remove(id);
        }

        return taken.ConvertAll(entry => entry.Value);
    }
}
