namespace Actors.Core.Schedulers;

/// <summary>Places of keys by a number, lowest first; the number of any place may change at any time.</summary>
/// <remarks>Four children to a node: half the levels of two, and the children of a node share a cache line or two.</remarks>
internal sealed class KeyHeap
{
    private const int Children = 4;

    private Entry[] _entries = new Entry[Children];

    // By place: where it stands among the entries, plus one; 0 for not at all.
    private int[] _positions = new int[Children];

    private readonly record struct Entry(long Number, long Tie, int Place)
    {
        public bool IsBefore(in Entry other) => Number < other.Number || (Number == other.Number && Tie < other.Tie);
    }

    /// <summary>How many places are in it.</summary>
    public int Count { get; private set; }

    /// <summary>The lowest number; the heap must not be empty.</summary>
    public long Lowest => _entries[0].Number;

    /// <summary>The place with the lowest number; the heap must not be empty.</summary>
    public int First => _entries[0].Place;

    /// <summary>Whether a place is in it.</summary>
    public bool Contains(int place) => place < _positions.Length && _positions[place] > 0;

    /// <summary>Puts a place where its number belongs, whether it was there before or not.</summary>
    /// <param name="place">The place.</param>
    /// <param name="number">Its number.</param>
    /// <param name="tie">What decides between equal numbers.</param>
    public void Put(int place, long number, long tie = 0)
    {
        Grow(place);
        var entry = new Entry(number, tie, place);
        var position = _positions[place] - 1;
        if (position < 0)
        {
            position = Count++;
            SiftUp(position, entry);
        }
        else if (entry.IsBefore(_entries[position]))
        {
            SiftUp(position, entry);
        }
        else
        {
            SiftDown(position, entry);
        }
    }

    /// <summary>Takes a place out; one that is not there is passed over.</summary>
    public void Remove(int place)
    {
        if (!Contains(place))
        {
            return;
        }

        var position = _positions[place] - 1;
        _positions[place] = 0;
        var last = _entries[--Count];
        if (position == Count)
        {
            return;
        }

        if (position > 0 && last.IsBefore(_entries[(position - 1) / Children]))
        {
            SiftUp(position, last);
        }
        else
        {
            SiftDown(position, last);
        }
    }

    /// <summary>Takes the same amount off all numbers; their order stays.</summary>
    public void Lower(long amount)
    {
        for (var i = 0; i < Count; i++)
        {
            _entries[i] = _entries[i] with { Number = _entries[i].Number - amount };
        }
    }

    private void Grow(int place)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        if (place >= _positions.Length)
        {
            Array.Resize(ref _positions, Math.Max(place + 1, _positions.Length * 2));
        }
    }

    private void SiftUp(int position, in Entry entry)
    {
        while (position > 0)
        {
            var parent = (position - 1) / Children;
            if (!entry.IsBefore(_entries[parent]))
            {
                break;
            }

            Set(position, _entries[parent]);
            position = parent;
        }

        Set(position, entry);
    }

    private void SiftDown(int position, in Entry entry)
    {
        for (var first = (position * Children) + 1; first < Count; first = (position * Children) + 1)
        {
            var best = first;
            for (var child = first + 1; child < Math.Min(first + Children, Count); child++)
            {
                best = _entries[child].IsBefore(_entries[best]) ? child : best;
            }

            if (!_entries[best].IsBefore(entry))
            {
                break;
            }

            Set(position, _entries[best]);
            position = best;
        }

        Set(position, entry);
    }

    private void Set(int position, in Entry entry)
    {
        _entries[position] = entry;
        _positions[entry.Place] = position + 1;
    }
}
