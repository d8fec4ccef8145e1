namespace Actors.Cluster.Clients;

/// <summary>What a broker instance knows of a pipe: the last parcel, and when there was a sign of life.</summary>
internal sealed class PipeEnd
{
    private readonly Lock _lock = new();
    private SiloAddress? _silo;
    private long _sequence;
    private bool _isBroken;
    private long _heardAt = Environment.TickCount64;

    /// <summary>Takes note of a parcel; false if one before it is missing.</summary>
    public bool Take(long sequence)
    {
        lock (_lock)
        {
            _heardAt = Environment.TickCount64;
            _isBroken |= sequence != _sequence + 1;
            _sequence = sequence;
            return !_isBroken;
        }
    }

    /// <summary>Takes note of a sign of life; false if a parcel is missing.</summary>
    public bool Heard(long sequence)
    {
        lock (_lock)
        {
            _heardAt = Environment.TickCount64;
            _isBroken |= sequence > _sequence;
            return !_isBroken;
        }
    }

    /// <summary>The silo at its other end, once known.</summary>
    public SiloAddress? Silo => Volatile.Read(ref _silo);

    /// <summary>A consumer was attached through it.</summary>
    public void Attached(SiloAddress silo) => Volatile.Write(ref _silo, silo);

    public bool IsSilentFor(TimeSpan time)
    {
        lock (_lock)
        {
            return Environment.TickCount64 - _heardAt > time.TotalMilliseconds;
        }
    }

    /// <summary>This process itself stood still for a while: what was not heard meanwhile says nothing.</summary>
    public void Excuse()
    {
        lock (_lock)
        {
            _heardAt = Environment.TickCount64;
        }
    }
}
