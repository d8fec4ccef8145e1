namespace Actors.Journal;

/// <summary>
/// Where the living things of one actor are: its keys, and by segment the state that replay needs. Guarded by the journal's
/// gate.
/// </summary>
internal sealed class ActorLedger(int oldestSegment)
{
    private static readonly Pin[] NoPins = [];

    private Pin[] _pins = NoPins;
    private int _pinCount;

    /// <summary>The oldest segment the actor ever wrote to; a record of its dropping must outlive that segment.</summary>
    internal int OldestSegment { get; } = oldestSegment;

    /// <summary>The keys; null as long as there never were any.</summary>
    internal ActorKeys? Keys { get; private set; }

    /// <summary>Where replay begins, once there is any state.</summary>
    internal Position ReplayFrom { get; private set; }

    /// <summary>Whether there is more to replay than one snapshot.</summary>
    internal bool HasEvents { get; private set; }

    internal bool HasState => _pinCount > 0;

    internal ActorKeys GetOrAddKeys() => Keys ??= new ActorKeys();

    /// <summary>Notes state to replay; a snapshot lets go of all state before it.</summary>
    internal void AddState(Segment segment, int offset, int bytes, bool isSnapshot, bool hasEvents)
    {
        if (isSnapshot || _pinCount == 0)
        {
            Unpin();
            ReplayFrom = new Position(segment.Number, offset);
            HasEvents = false;
        }

        HasEvents |= hasEvents;
        segment.Pin(bytes);
        if (_pinCount > 0 && _pins[_pinCount - 1].Segment == segment)
        {
            _pins[_pinCount - 1] = new Pin(segment, _pins[_pinCount - 1].Bytes + bytes);
            return;
        }

        if (_pinCount == _pins.Length)
        {
            Array.Resize(ref _pins, Math.Max(1, _pinCount * 2));
        }

        _pins[_pinCount++] = new Pin(segment, bytes);
    }

    /// <summary>Whether state to replay keeps a segment.</summary>
    internal bool HasStateIn(Segment segment)
    {
        for (int i = 0; i < _pinCount; i++)
        {
            if (_pins[i].Segment == segment)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets go of everything.</summary>
    internal void Clear()
    {
        Unpin();
        Keys?.Clear();
    }

    private void Unpin()
    {
        for (int i = 0; i < _pinCount; i++)
        {
            _pins[i].Segment.Unpin(_pins[i].Bytes);
        }

        _pinCount = 0;
        if (_pins.Length > 1)
        {
            _pins = NoPins;
        }
    }
}
