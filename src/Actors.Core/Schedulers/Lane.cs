namespace Actors.Core.Schedulers;

/// <summary>The waiting messages of one key, by rank and then by offset.</summary>
/// <remarks>
/// <code>
///   file:  First ──▶ … ──▶ Last        who comes in order joins at the end, in one step
///   heap:       Root                   who does not (came back, more urgent) goes into a pairing heap
///              ╱ │ ╲
/// </code>
/// The next message is the lesser of the two fronts. In plain order the heap holds only what came back.
/// </remarks>
internal struct Lane
{
    private int _first;
    private int _last;
    private int _root;

    public readonly bool IsEmpty => _first == 0 && _root == 0;

    /// <summary>The node whose message is next; the lane must not be empty.</summary>
    public readonly int Front(LaneNodes nodes) =>
        _root == 0 || (_first != 0 && nodes.IsBefore(_first, _root)) ? _first : _root;

    public void Add(int node, LaneNodes nodes)
    {
        if (_first == 0)
        {
            (_first, _last) = (node, node);
        }
        else if (nodes.IsBefore(_last, node))
        {
            nodes[_last].Next = node;
            _last = node;
        }
        else
        {
            _root = Meld(_root, node, nodes);
        }
    }

    /// <summary>Takes the front node out and gives it back.</summary>
    public void RemoveFront(LaneNodes nodes)
    {
        var front = Front(nodes);
        if (front == _first)
        {
            _first = nodes[front].Next;
            _last = _first == 0 ? 0 : _last;
        }
        else
        {
            _root = MeldAll(nodes[front].Child, nodes);
        }

        nodes.Remove(front);
    }

    private static int Meld(int one, int other, LaneNodes nodes)
    {
        if (one == 0 || other == 0)
        {
            return one + other;
        }

        var (parent, child) = nodes.IsBefore(one, other) ? (one, other) : (other, one);
        nodes[child].Next = nodes[parent].Child;
        nodes[parent].Child = child;
        return parent;
    }

    // In pairs from the left, then the pairs together from the right: what makes a pairing heap quick.
    private static int MeldAll(int sibling, LaneNodes nodes)
    {
        var pairs = 0;
        while (sibling != 0)
        {
            var (one, other) = (sibling, nodes[sibling].Next);
            sibling = other == 0 ? 0 : nodes[other].Next;
            nodes[one].Next = 0;
            if (other != 0)
            {
                nodes[other].Next = 0;
            }

            var pair = Meld(one, other, nodes);
            nodes[pair].Next = pairs;
            pairs = pair;
        }

        var root = 0;
        while (pairs != 0)
        {
            var next = nodes[pairs].Next;
            nodes[pairs].Next = 0;
            root = Meld(root, pairs, nodes);
            pairs = next;
        }

        return root;
    }
}
