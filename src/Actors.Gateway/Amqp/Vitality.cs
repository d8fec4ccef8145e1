using Actors.Gateway.Connections;
using Actors.Protocol.Amqp;
using System.Buffers;

namespace Actors.Gateway.Amqp;

/// <summary>The signs of life of a connection, both ways, and what is told to a client that is slowed down.</summary>
/// <param name="wire">The connection.</param>
/// <param name="time">The clock.</param>
internal sealed class Vitality(Wire wire, TimeProvider time)
{
    private readonly Silence _handshake = new(time, wire.Limits);
    private Silence? _silence;
    private TimeSpan _heartbeat;
    private long _flushesSeen;
    private long _sentAt = time.GetTimestamp();
    private bool _wasHeld;
    private bool _isBlocked;

    /// <summary>Something came in, or would have if this side had listened.</summary>
    public void Heard() => _silence?.Heard();

    /// <summary>The client has settled after how long a silence a sign of life is due.</summary>
    /// <param name="heartbeat">How long; zero for never.</param>
    public void Settle(TimeSpan heartbeat)
    {
        _handshake.Welcomed();
        _heartbeat = heartbeat;
        if (heartbeat > TimeSpan.Zero)
        {
            var silence = new Silence(time, wire.Limits with { Idle = 2 * heartbeat });
            silence.Welcomed();
            Volatile.Write(ref _silence, silence);
        }
    }

    /// <summary>A moment has passed.</summary>
    /// <returns>Why the connection has to end; null when it may go on.</returns>
    public AmqpException? Pulse()
    {
        var moves = Beat();
        TellHeld();
        if (_handshake.Judge() == Verdict.Late)
        {
            return new AmqpException(ReplyCode.ConnectionForced, $"the handshake was not over within {wire.Limits.Handshake}");
        }

        // While reading pauses nothing can be heard. A client that does not read either is the exception: from it, a sign of
        // life is that its socket takes something.
        if (wire.AreTooMany && (moves || !wire.Output.IsFull))
        {
            Heard();
        }

        return _silence?.Judge() == Verdict.Dead
            ? new AmqpException(ReplyCode.ConnectionForced, $"missed heartbeats from client, timeout: {_heartbeat.TotalSeconds}s")
            : null;
    }

    // Sends a sign of life where nothing else was sent; tells whether the socket has taken anything.
    private bool Beat()
    {
        var flushes = wire.Output.Flushes;
        var moves = flushes != _flushesSeen;
        _flushesSeen = flushes;
        if (moves)
        {
            _sentAt = time.GetTimestamp();
        }
        else if (_heartbeat > TimeSpan.Zero && time.GetElapsedTime(_sentAt) >= _heartbeat / 2)
        {
            _sentAt = time.GetTimestamp();
            using var appending = wire.Output.Append();
            if (appending.IsOpen)
            {
                appending.Bytes.Write(HeartbeatFrame.Bytes);
            }
        }

        return moves;
    }

    // A moment of it is usual under load and nothing to tell.
    private void TellHeld()
    {
        var held = wire.IsPublishingHeld;
        var isLasting = held && _wasHeld;
        _wasHeld = held;
        if (isLasting == _isBlocked || !wire.Capabilities.Blocked)
        {
            return;
        }

        _isBlocked = isLasting;
        if (isLasting)
        {
            wire.Send(0, new ConnectionMethods.Blocked("too much waits for the disk"));
        }
        else
        {
            wire.Send(0, default(ConnectionMethods.Unblocked));
        }
    }
}
