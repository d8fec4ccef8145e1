using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Actors.Connections;
using Actors.Protocol.Native;
using Actors.Publishing;

namespace Actors.Outgoing;

/// <summary>Everything that goes out, and what has not been answered yet. It outlives connections.</summary>
/// <remarks>
/// <code>
///  callers ──append under the gate──▶ filling ──swap──▶ sending ──▶ socket
///                                        ▲                 │
///                   next flush takes ────┘                 └─ all that piles up meanwhile goes with the next one
///                   what piled up
/// </code>
/// Frames that were still filling when a connection broke were certainly never sent: they wait for the next connection.
/// Those that were swapped may have been received: their requests fail with an unknown outcome.
/// </remarks>
internal sealed class Pipeline : IThreadPoolWorkItem
{
    // Calls that come faster than this are a burst: flushing on another thread lets them pile up into large writes. A call
    // after a longer pause is flushed by its own thread, which saves the hop.
    private static readonly long BurstGap = Stopwatch.Frequency / 20_000;

    private const int InitialBytes = 16 * 1024;

    private readonly PendingTable _pending = new();
    private readonly PublishBuffer _publishes;
    private readonly SettleBuffer _settles;
    private ByteBuffer _filling = new(InitialBytes);
    private ByteBuffer _sending = new(InitialBytes);
    private Connection? _connection;
    private Connection? _left;
    private BrokerException? _refusal;
    private bool _flushing;
    private long _lastFlush;

    public Pipeline()
    {
        _publishes = new PublishBuffer(this);
        _settles = new SettleBuffer(this);
    }

    /// <summary>Guards what this class and its neighbours keep. Held for the time of a copy, never across I/O or foreign code.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Where frames are appended. Under the gate.</summary>
    public ByteBuffer Output => _filling;

    /// <summary>Publishes that were not written to the output yet. Under the gate.</summary>
    public PublishBuffer Publishes => _publishes;

    /// <summary>Most bytes of a frame, as the broker last said.</summary>
    public int FrameBytes { get; private set; } = Limits.Default.FrameBytes;

    /// <summary>Most bytes of an encoded message, as the broker last said.</summary>
    public int MessageBytes { get; private set; } = Limits.Default.MessageBytes;

    /// <summary>Whether calls are refused. Under the gate.</summary>
    public bool IsRefusing => _refusal is not null;

    /// <summary>Sends a request.</summary>
    /// <returns>The request's id.</returns>
    public uint Send<TFrame>(in TFrame frame, Pending pending)
        where TFrame : struct, IFrame<TFrame>
    {
        uint id;
        bool flush;
        lock (Gate)
        {
            ThrowIfRefusing();
            WriteCollected();
            id = Register(pending);
            try
            {
                FrameWriter.Write(_filling, id, frame);
            }
            catch (BrokerException)
            {
                _pending.TakeBack(id);
                throw;
            }

            flush = WantsFlush();
        }

        FlushIf(flush);
        return id;
    }

    /// <summary>Sends a frame that has no answer of its own. One that a later connection gets must mean nothing to it.</summary>
    /// <returns>Whether there is a connection.</returns>
    public bool Send<TFrame>(uint id, in TFrame frame)
        where TFrame : struct, IFrame<TFrame>
    {
        bool flush;
        lock (Gate)
        {
            if (_refusal is not null)
            {
                return false;
            }

            WriteCollected();
            FrameWriter.Write(_filling, id, frame);
            if (_connection is null)
            {
                return false;
            }

            flush = WantsFlush();
        }

        FlushIf(flush);
        return true;
    }

    /// <summary>Ends leases without an answer. Without a connection nothing is sent: the leases end with their connection.</summary>
    public void Settle(string source, ReadOnlySpan<Settlement> settlements)
    {
        var flush = false;
        lock (Gate)
        {
            if (_connection is not null)
            {
                _settles.Add(source, settlements);
                flush = WantsFlush();
            }
        }

        FlushIf(flush);
    }

    /// <summary>Ends leases; the answer goes to the waiter.</summary>
    public void Settle(string source, SettleWaiter waiter)
    {
        bool flush;
        lock (Gate)
        {
            ThrowIfRefusing();
            _settles.Add(source, waiter);
            flush = WantsFlush();
        }

        FlushIf(flush);
    }

    /// <summary>Gives a request whose frame is about to be appended its id. Under the gate.</summary>
    public uint Register(Pending pending) => _pending.Add(pending);

    /// <summary>Refuses calls after the client was closed or has waited too long for a connection. Under the gate.</summary>
    public void ThrowIfRefusing()
    {
        if (_refusal is not null)
        {
            ObjectDisposedException.ThrowIf(_refusal.InnerException is ObjectDisposedException, typeof(ActorsClient));
            throw _refusal.Copy();
        }
    }

    /// <summary>Asks after an append whether the caller has to flush. Under the gate; the answer true is given to one caller.</summary>
    public bool WantsFlush()
    {
        if (_flushing || _connection is null || !HasOutput)
        {
            return false;
        }

        return _flushing = true;
    }

    /// <summary>Flushes when <see cref="WantsFlush"/> said so. Without the gate.</summary>
    public void FlushIf(bool wanted)
    {
        if (!wanted)
        {
            return;
        }

        if (Stopwatch.GetTimestamp() - _lastFlush > BurstGap)
        {
            _ = FlushAsync(rounds: 1);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = FlushAsync(rounds: int.MaxValue);

    /// <summary>Looks up who waits for an answer.</summary>
    public bool TryFind(uint id, [NotNullWhen(true)] out Pending? pending)
    {
        lock (Gate)
        {
            return _pending.TryFind(id, out pending);
        }
    }

    /// <summary>Forgets a request that has its last answer.</summary>
    public void Remove(uint id)
    {
        lock (Gate)
        {
            _pending.Remove(id);
        }
    }

    /// <summary>Writes to this connection from now on.</summary>
    public void Attach(Connection connection)
    {
        bool flush;
        lock (Gate)
        {
            _connection = connection;
            _refusal = null;
            FrameBytes = connection.Welcome.FrameBytes;
            MessageBytes = connection.Welcome.MessageBytes;
            flush = WantsFlush();
        }

        if (flush)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Writes nothing more to a connection; answers may still come.</summary>
    public void Detach(Connection connection)
    {
        lock (Gate)
        {
            if (_connection == connection)
            {
                _connection = null;
                _settles.DropUnanswered();
            }
        }
    }

    /// <summary>The broker leaves: nothing more is written to the connection but a goodbye, behind what is being written now.</summary>
    public void Leave(Connection connection)
    {
        Detach(connection);
        lock (Gate)
        {
            if (_flushing)
            {
                _left = connection;
                return;
            }
        }

        connection.SayGoodbye();
    }

    /// <summary>A connection is gone: what it may have carried fails, the rest waits for the next one.</summary>
    public void Fail(Connection connection, Exception? reason)
    {
        Detach(connection);
        List<Pending> sent;
        lock (Gate)
        {
            sent = _pending.TakeSent(connection);
            SendAgain(sent);
        }

        sent.ForEach(pending => pending.Fail(Errors.Lost(reason)));
    }

    /// <summary>Fails all requests and refuses further ones until a connection is attached; does nothing if one is.</summary>
    public void Refuse(BrokerException refusal)
    {
        List<Pending> sent;
        List<Pending> unsent;
        lock (Gate)
        {
            if (_connection is not null)
            {
                return;
            }

            _refusal = refusal;
            _filling.Clear();
            (sent, unsent) = _pending.TakeAll();
        }

        sent.ForEach(pending => pending.Fail(Errors.Lost(refusal)));
        unsent.ForEach(pending => pending.Fail(refusal.Copy()));
        _publishes.Fail(refusal);
        _settles.Fail(refusal);
    }

    // Before all that was written since, which keeps the order.
    private void SendAgain(List<Pending> sent)
    {
        var again = sent.OfType<PublishRequest>().Where(request => request.Order > 0).OrderBy(request => request.Order).ToList();
        if (again.Count == 0 || _refusal is not null)
        {
            return;
        }

        var later = _filling.Written.ToArray();
        _filling.Clear();
        foreach (var request in again)
        {
            sent.Remove(request);
            request.SentOver = null;
            request.WriteAgain(_filling, Register(request));
        }

        _filling.Append(later);
    }

    private async Task FlushAsync(int rounds)
    {
        while (Next() is { } connection)
        {
            try
            {
                await connection.WriteAsync(_sending.Written).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                Detach(connection);
                connection.Abort(error);
            }

            _lastFlush = Stopwatch.GetTimestamp();
            if (--rounds == 0)
            {
                // The thread of a caller does one write, not those of everybody who came after.
                if (!EndFlush())
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                }

                return;
            }
        }
    }

    private bool EndFlush()
    {
        lock (Gate)
        {
            _flushing = (_connection is not null && HasOutput) || _left is not null;
            return !_flushing;
        }
    }

    private bool HasOutput => _filling.Count > 0 || !_publishes.IsEmpty || !_settles.IsEmpty;

    // What was published or settled before a request goes before it.
    private void WriteCollected()
    {
        _publishes.WriteAll();
        _settles.WriteAll();
    }

    // Whatever was being written to a connection that was left is written by now.
    private Connection? Next()
    {
        Connection? left;
        Connection? next;
        lock (Gate)
        {
            (left, _left) = (_left, null);
            next = Swap();
        }

        left?.SayGoodbye();
        return next;
    }

    // Null when there is nothing to send, or nowhere to send it; then the flush is over. Under the gate.
    private Connection? Swap()
    {
        _sending.Clear();
        if (_connection is null || !HasOutput)
        {
            _flushing = false;
            return null;
        }

        WriteCollected();
        _pending.MarkSent(_connection);
        (_filling, _sending) = (_sending, _filling);
        return _connection;
    }
}
