using Actors.Cluster.Wire;

namespace Actors.Cluster.Clients;

/// <summary>A broker instance's end of a pipe: puts parcels that overtook each other in order, and notices when one is lost.</summary>
internal sealed class PipeEnd
{
    // Parcels overtake each other by moments; one that is missing for so long was lost with a connection.
    private static readonly TimeSpan GapPatience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Parcel> _early = [];
    private SiloAddress? _silo;
    private long _sequence;
    private long _sent;
    private long _heardAt = Environment.TickCount64;
    private long _wholeAt = Environment.TickCount64;

    /// <summary>The silo at its other end, once known.</summary>
    public SiloAddress? Silo => Volatile.Read(ref _silo);

    /// <summary>A consumer was attached through it.</summary>
    public void Attached(SiloAddress silo) => Volatile.Write(ref _silo, silo);

    /// <summary>Takes a parcel, and hands on all whose turn it is.</summary>
    public void Take(Parcel parcel, Action<Parcel> hand)
    {
        lock (_lock)
        {
            _heardAt = Environment.TickCount64;
            _sent = Math.Max(_sent, parcel.Sequence);
            _early[parcel.Sequence] = parcel;
            while (_early.Remove(_sequence + 1, out var next))
            {
                _sequence++;
                hand(next);
            }

            Note();
        }
    }

    /// <summary>Takes note of a sign of life, and of how many parcels were sent.</summary>
    public void Heard(long sent)
    {
        lock (_lock)
        {
            _heardAt = Environment.TickCount64;
            _sent = Math.Max(_sent, sent);
            Note();
        }
    }

    /// <summary>Whether nothing was heard for some time, or a parcel is missing.</summary>
    public bool IsLost(TimeSpan patience)
    {
        lock (_lock)
        {
            var now = Environment.TickCount64;
            return now - _heardAt > patience.TotalMilliseconds || (_sequence < _sent && now - _wholeAt > GapPatience.TotalMilliseconds);
        }
    }

    /// <summary>This process itself stood still for a while: what was not heard meanwhile says nothing.</summary>
    public void Excuse()
    {
        lock (_lock)
        {
            _heardAt = _wholeAt = Environment.TickCount64;
        }
    }

    private void Note()
    {
        if (_sequence >= _sent)
        {
            _wholeAt = Environment.TickCount64;
        }
    }
}
