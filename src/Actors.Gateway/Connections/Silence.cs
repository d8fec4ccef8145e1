namespace Actors.Gateway.Connections;

/// <summary>How long ago the other side was heard, and what follows from it.</summary>
/// <param name="time">The clock.</param>
/// <param name="limits">How long the handshake and a silence may last.</param>
internal sealed class Silence(TimeProvider time, Limits limits)
{
    // Until the handshake is over this is when the connection was accepted: a hello that drips in must not take for ever.
    private long _heard = time.GetTimestamp();
    private volatile bool _welcomed;
    private volatile bool _pinged;

    /// <summary>Something came in, or would have if this side had listened.</summary>
    public void Heard()
    {
        if (_welcomed)
        {
            Volatile.Write(ref _heard, time.GetTimestamp());
            _pinged = false;
        }
    }

    /// <summary>The handshake is over.</summary>
    public void Welcomed()
    {
        _welcomed = true;
        Heard();
    }

    /// <summary>Judges the silence; to be asked every now and then. A ping is asked for once in a silence.</summary>
    public Verdict Judge()
    {
        var elapsed = time.GetElapsedTime(Volatile.Read(ref _heard));
        if (!_welcomed)
        {
            return elapsed >= limits.Handshake ? Verdict.Late : Verdict.Fine;
        }

        if (elapsed < limits.Idle / 2)
        {
            return Verdict.Fine;
        }

        if (elapsed >= limits.Idle)
        {
            return Verdict.Dead;
        }

        var asks = !_pinged;
        _pinged = true;
        return asks ? Verdict.Ping : Verdict.Fine;
    }
}
