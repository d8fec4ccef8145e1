using System.Diagnostics.CodeAnalysis;

namespace Actors.Core.Publishers;

/// <summary>The publishers with an id that a log knows: those that stored something last, a limited number of them.</summary>
internal sealed class PublisherTable(int most)
{
    private readonly Dictionary<string, LinkedListNode<(string Name, PublisherState State)>> _publishers = new(StringComparer.Ordinal);

    // The one that stored something longest ago comes first.
    private readonly LinkedList<(string Name, PublisherState State)> _order = [];

    /// <summary>All publishers, the one that stored something longest ago first.</summary>
    public IEnumerable<(string Name, PublisherState State)> Publishers => _order;

    public bool TryFind(string publisher, [NotNullWhen(true)] out PublisherState? state)
    {
        state = _publishers.TryGetValue(publisher, out var node) ? node.Value.State : null;
        return state is not null;
    }

    /// <summary>The state of a publisher that stores something now; another may be forgotten for it.</summary>
    public PublisherState Touch(string publisher, long epoch)
    {
        if (_publishers.TryGetValue(publisher, out var node))
        {
            _order.Remove(node);
            _order.AddLast(node);
        }
        else
        {
            _publishers.Add(publisher, node = _order.AddLast((publisher, new PublisherState())));
            Forget();
        }

        var state = node.Value.State;
        if (epoch > state.Epoch)
        {
            state.Begin(epoch);
        }

        return state;
    }

    public void Clear()
    {
        _publishers.Clear();
        _order.Clear();
    }

    private void Forget()
    {
        while (_publishers.Count > most)
        {
            _publishers.Remove(_order.First!.Value.Name);
            _order.RemoveFirst();
        }
    }
}
