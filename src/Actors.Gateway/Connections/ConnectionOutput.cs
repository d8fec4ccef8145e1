using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;

namespace Actors.Gateway.Connections;

/// <summary>
/// The way out of a connection, shared by all who have something to say: its read loop, and the broker's threads with
/// confirms and deliveries.
/// </summary>
/// <remarks>
/// Whoever appends to an output that was quiet flushes it at once, which saves waking a thread for a single message. In a
/// burst the first one queues a flush instead, and whoever comes before that has run rides with it: everything that one round
/// of the broker has to say goes out in one write, without a timer. Nobody appending ever waits for the socket.
/// </remarks>
internal sealed class ConnectionOutput : IThreadPoolWorkItem
{
    // What comes closer together than this is a burst: 50 microseconds.
    private static readonly long BurstGap = Stopwatch.Frequency / 20_000;

    // One thread must not send to a thousand quiet connections in a row: it flushes one by itself, and queues the others.
    [ThreadStatic]
    private static long t_flushedAt;

    private readonly Lock _gate = new();
    private readonly PipeWriter _pipe;
    private readonly int _unsentLimit;
    private OutputBuffer _appending = new();
    private OutputBuffer _flushing = new();
    private TaskCompletionSource? _flushed;
    private TaskCompletionSource? _room;
    private long _flushes;
    private long _flushedAt;
    private bool _busy;
    private bool _closed;

    /// <summary>Creates the output.</summary>
    /// <param name="pipe">The transport.</param>
    /// <param name="unsentLimit">At how many unsent bytes it is full.</param>
    public ConnectionOutput(PipeWriter pipe, int unsentLimit) => (_pipe, _unsentLimit) = (pipe, unsentLimit);

    /// <summary>Called, on a pool thread, after <see cref="IsFull"/> has changed.</summary>
    public Action? FullnessChanged { get; set; }

    /// <summary>How often the transport has taken something; tells whether the other side still reads.</summary>
    public long Flushes => Volatile.Read(ref _flushes);

    /// <summary>Whether too much waits for the socket; false again once less than half of that does.</summary>
    public bool IsFull { get; private set; }

    private int Unsent => _appending.Count + _flushing.Count;

    /// <summary>Begins to append. Only until the result is disposed, which must be soon: everybody else waits.</summary>
    public Appending Append() => new(this);

    /// <summary>Waits until the output is not full; for answers that can be large.</summary>
    public Task WhenRoomAsync()
    {
        lock (_gate)
        {
            return IsFull && !_closed ? (_room ??= NewSignal()).Task : Task.CompletedTask;
        }
    }

    /// <summary>Waits until all that was appended so far has been handed to the transport, or can never be.</summary>
    public Task WhenFlushedAsync()
    {
        lock (_gate)
        {
            return _busy ? (_flushed ??= NewSignal()).Task : Task.CompletedTask;
        }
    }

    /// <summary>From now on everything appended is dropped.</summary>
    public void Close()
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            _closed = true;
            _appending.Clear();
            IsFull = false;
            room = Interlocked.Exchange(ref _room, null);
        }

        room?.SetResult();
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => _ = FlushAsync(isOnTheSpot: false);

    private async Task FlushAsync(bool isOnTheSpot)
    {
        try
        {
            while (TakeAppended())
            {
                _pipe.Write(_flushing.Written);
                var result = await _pipe.FlushAsync().ConfigureAwait(false);
                Volatile.Write(ref _flushes, _flushes + 1);
                Volatile.Write(ref _flushedAt, Stopwatch.GetTimestamp());
                if (result.IsCompleted)
                {
                    Close();
                }

                if (isOnTheSpot && HasMore())
                {
                    // The thread, maybe the journal's, came to say one thing, not to serve all who came meanwhile.
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
                    return;
                }
            }
        }
        catch (Exception)
        {
            // Whatever it is, the transport is gone; the read loop finds that out by itself and ends the connection.
            Close();
            TakeAppended();
        }
    }

    private bool HasMore()
    {
        lock (_gate)
        {
            return _appending.Count > 0;
        }
    }

    // Swaps the two buffers, so that appending goes on while the transport takes what was there.
    private bool TakeAppended()
    {
        TaskCompletionSource? flushed = null;
        TaskCompletionSource? room = null;
        bool changed;
        bool more;
        lock (_gate)
        {
            _flushing.Clear();
            changed = IsFull && Unsent < _unsentLimit / 2;
            if (changed)
            {
                IsFull = false;
                room = Interlocked.Exchange(ref _room, null);
            }

            (_appending, _flushing) = (_flushing, _appending);
            more = _flushing.Count > 0;
            if (!more)
            {
                _busy = false;
                flushed = Interlocked.Exchange(ref _flushed, null);
            }
        }

        flushed?.SetResult();
        room?.SetResult();
        if (changed)
        {
            TellFullness();
        }

        return more;
    }

    // Never here: whoever appends may hold locks that the listener wants.
    private void TellFullness() => ThreadPool.UnsafeQueueUserWorkItem(static output => output.FullnessChanged?.Invoke(), this, preferLocal: false);

    private void Wake()
    {
        var now = Stopwatch.GetTimestamp();
        if (now - Volatile.Read(ref _flushedAt) > BurstGap && now - t_flushedAt > BurstGap)
        {
            t_flushedAt = now;
            _ = FlushAsync(isOnTheSpot: true);
        }
        else
        {
            // Local: a pool thread in the middle of the broker's round takes it up itself when the round is over.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The right to append, held under the output's lock.</summary>
    internal readonly ref struct Appending : IDisposable
    {
        private readonly ConnectionOutput _output;

        public Appending(ConnectionOutput output)
        {
            _output = output;
            output._gate.Enter();
        }

        /// <summary>Whether there is still somebody to write to; if not, nothing must be written.</summary>
        public bool IsOpen => !_output._closed;

        /// <summary>Where to write.</summary>
        public IBufferWriter<byte> Bytes => _output._appending;

        /// <summary>Lets others append and sees to the flush.</summary>
        public void Dispose()
        {
            var wakes = !_output._busy && _output._appending.Count > 0;
            var filled = !_output.IsFull && _output.Unsent > _output._unsentLimit;
            _output._busy |= wakes;
            _output.IsFull |= filled;
            _output._gate.Exit();
            if (wakes)
            {
                _output.Wake();
            }

            if (filled)
            {
                _output.TellFullness();
            }
        }
    }
}
