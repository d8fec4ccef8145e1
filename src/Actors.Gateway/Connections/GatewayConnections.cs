using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Actors.Gateway.Connections;

/// <summary>The open connections of the whole gateway: their number, their shared budget, and one pulse for all of them.</summary>
internal sealed class GatewayConnections : IDisposable
{
    private static readonly TimeSpan LongestPulse = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<IWatched, byte> _open = [];
    private readonly int _limit;
    private readonly ITimer _pulse;
    private readonly Meter _meter = new("Actors");
    private int _count;

    public GatewayConnections(GatewayOptions options, TimeProvider time)
    {
        _limit = options.Limits.Connections;
        UnconfirmedBytes = new Budget(options.Limits.UnconfirmedBytes);
        var shortest = options.Limits.Idle < options.Limits.Handshake ? options.Limits.Idle : options.Limits.Handshake;
        var period = shortest / 8 < LongestPulse ? shortest / 8 : LongestPulse;
        _pulse = time.CreateTimer(static self => ((GatewayConnections)self!).Pulse(), this, period, period);
        _meter.CreateObservableUpDownCounter("actors.connections", () => Count, description: "Open connections.");
        _meter.CreateObservableUpDownCounter("actors.unconfirmed", () => UnconfirmedBytes.Used, unit: "By", description: "Published bytes waiting to become durable.");
    }

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The published bytes of all connections that wait to become durable.</summary>
    public Budget UnconfirmedBytes { get; }

    /// <summary>Lets a connection in if there is room for one more.</summary>
    /// <param name="connection">The connection.</param>
    public bool TryEnter(IWatched connection)
    {
        if (Interlocked.Increment(ref _count) > _limit)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _open.TryAdd(connection, 0);
        return true;
    }

    /// <summary>A connection that was let in is over.</summary>
    /// <param name="connection">The connection.</param>
    public void Leave(IWatched connection)
    {
        if (_open.TryRemove(connection, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pulse.Dispose();
        _meter.Dispose();
    }

    private void Pulse()
    {
        foreach (var (connection, _) in _open)
        {
            connection.Pulse();
        }
    }
}
