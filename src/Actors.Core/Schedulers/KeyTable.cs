namespace Actors.Core.Schedulers;

/// <summary>The keys that a scheduler knows, each in a numbered place that is used again when the key is forgotten.</summary>
/// <remarks>Places live in pieces that never move, so a reference into one stays good while others are added.</remarks>
internal sealed class KeyTable
{
    private const int PieceBits = 8;
    private const int PieceSize = 1 << PieceBits;

    private readonly Dictionary<ulong, int> _places = [];
    private readonly List<KeyState[]> _pieces = [];
    private readonly Stack<int> _free = new();
    private int _used;

    /// <summary>How many keys are known.</summary>
    public int Count => _places.Count;

    /// <summary>One above the highest place in use.</summary>
    public int End => _used;

    /// <summary>The key at a place.</summary>
    public ref KeyState this[int place] => ref _pieces[place >> PieceBits][place & (PieceSize - 1)];

    /// <summary>Finds the place of a key.</summary>
    public bool TryFind(ulong key, out int place) => _places.TryGetValue(key, out place);

    /// <summary>The place of a key, a new one if nothing is known of it.</summary>
    public int Open(ulong key)
    {
        if (_places.TryGetValue(key, out var place))
        {
            return place;
        }

        if (!_free.TryPop(out place))
        {
            place = _used++;
            if (place >> PieceBits == _pieces.Count)
            {
                _pieces.Add(new KeyState[PieceSize]);
            }
        }

        ref var state = ref this[place];
        (state.Key, state.IsTaken) = (key, true);
        _places.Add(key, place);
        return place;
    }

    /// <summary>Forgets the key at a place. Whether it was touched stays: the place is in a list for that.</summary>
    public void Forget(int place)
    {
        ref var key = ref this[place];
        _places.Remove(key.Key);
        key = new KeyState { Touched = key.Touched };
        _free.Push(place);
    }
}
