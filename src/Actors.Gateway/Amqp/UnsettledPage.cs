namespace Actors.Gateway.Amqp;

/// <summary>Some neighbouring deliveries; those that are settled have left their slots.</summary>
/// <param name="size">How many slots it has.</param>
internal sealed class UnsettledPage(int size)
{
    private readonly Unsettled[] _slots = new Unsettled[size];
    private int _first;

    /// <summary>How many deliveries it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The lowest slot with a delivery; there must be one.</summary>
    public int First
    {
        get
        {
            while (_slots[_first].Holder is null)
            {
                _first++;
            }

            return _first;
        }
    }

    /// <summary>Whether there is a delivery.</summary>
    /// <param name="slot">Where.</param>
    public bool Holds(int slot) => _slots[slot].Holder is not null;

    /// <summary>Puts a delivery where none is.</summary>
    /// <param name="slot">Where.</param>
    /// <param name="unsettled">The delivery.</param>
    public void Put(int slot, in Unsettled unsettled)
    {
        _slots[slot] = unsettled;
        _first = Count++ == 0 ? slot : Math.Min(_first, slot);
    }

    /// <summary>Takes a delivery out.</summary>
    /// <param name="slot">Where.</param>
    /// <param name="unsettled">The delivery.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(int slot, out Unsettled unsettled)
    {
        unsettled = _slots[slot];
        if (unsettled.Holder is null)
        {
            return false;
        }

        _slots[slot] = default;
        Count--;
        return true;
    }
}
