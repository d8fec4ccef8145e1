using Actors.Runtime.Stores;

namespace Actors.Cluster.Postgres;

/// <summary>
/// Stores the records of some of a silo's actors over one connection. Whatever piles up while a batch is under way is the
/// next batch, so the busier a silo is the less a message costs; there is no timer but for records that nobody waits for.
/// </summary>
internal sealed class WriterLane : IAsyncDisposable
{
    // A statement much larger only makes those behind it wait.
    private const long BatchBytes = 4 * 1024 * 1024;

    // What nobody waits for goes along with the next record that somebody does, but not later than this.
    private static readonly TimeSpan LazyDelay = TimeSpan.FromMilliseconds(20);
    private const long LazyBytes = 128 * 1024;
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly PostgresStore _store;
    private readonly RowBuffers _spare = new();
    private readonly Queue<AppendBatch> _full = new();
    private readonly Stack<AppendBatch> _spareBatches = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Timer _lazy;
    private readonly Task _loop;
    private AppendBatch _filling;
    private AppendCommand? _command;
    private bool _isSignalled;
    private bool _isLazyArmed;
    private bool _mustFlush;

    public WriterLane(PostgresStore store)
    {
        _store = store;
        _filling = new AppendBatch(_spare);
        _lazy = new Timer(_ => Flush(), null, Timeout.Infinite, Timeout.Infinite);
        _loop = Task.Run(RunAsync);
    }

    public void Add(ActorStore store, in LogRecord record, ICommit? commit, long append)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            if (_filling.Bytes >= BatchBytes)
            {
                _full.Enqueue(_filling);
                _filling = RentBatch();
            }

            _filling.Add(store, record, commit, append);
            if (_filling.IsUrgent || _filling.Bytes >= LazyBytes || _full.Count > 0)
            {
                Signal();
            }
            else if (!_isLazyArmed)
            {
                _isLazyArmed = true;
                _lazy.Change(LazyDelay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Stores what nobody waits for, too.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            _isLazyArmed = false;
            _mustFlush = true;
            Signal();
        }
    }

    /// <summary>Stores what it has, if PostgreSQL answers, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            _mustFlush = true;
            _stop.Cancel();
            Signal();
        }

        await _loop.ConfigureAwait(false);
        await _lazy.DisposeAsync().ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        _work.Dispose();
        _stop.Dispose();
    }

    // The callers of a stored batch are answered while the next one is under way.
    private async Task RunAsync()
    {
        Action? answer = null;
        while (true)
        {
            if (TryTake(out var batch))
            {
                var sending = SendAsync(batch);
                answer?.Invoke();
                answer = await sending.ConfigureAwait(false);
            }
            else if (answer is not null)
            {
                answer();
                answer = null;
            }
            else if (_stop.IsCancellationRequested)
            {
                return;
            }
            else
            {
                await _work.WaitAsync().ConfigureAwait(false);
                lock (_lock)
                {
                    _isSignalled = false;
                }
            }
        }
    }

    private bool TryTake(out AppendBatch batch)
    {
        lock (_lock)
        {
            if (_full.TryDequeue(out batch!))
            {
                return true;
            }

            if (_filling.IsEmpty || !(_filling.IsUrgent || _mustFlush || _filling.Bytes >= LazyBytes))
            {
                _mustFlush = false;
                return false;
            }

            batch = _filling;
            _filling = RentBatch();
            _mustFlush = false;
            return true;
        }
    }

    // Stores a batch and says how to answer for it. Nothing of a batch has left as long as there is no connection, so it
    // may wait for one; but once it was sent and no answer came, its outcome is unknown and it is never sent again.
    private async Task<Action> SendAsync(AppendBatch batch)
    {
        while (true)
        {
            try
            {
                _command ??= await AppendCommand.OpenAsync(_store.Database, CancellationToken.None).ConfigureAwait(false);
                break;
            }
            catch (Exception error)
            {
                _store.ReportAway(error);
                if (_stop.IsCancellationRequested)
                {
                    return () => Fail(batch, error);
                }

                await Task.Delay(ReconnectDelay).ConfigureAwait(false);
            }
        }

        try
        {
            var sentAt = Environment.TickCount64;
            var stored = await _command.ExecuteAsync(batch).ConfigureAwait(false);
            _store.ReportBack();
            return () => Answer(batch, stored, sentAt);
        }
        catch (Exception error)
        {
            await CloseAsync().ConfigureAwait(false);
            return () => Fail(batch, error);
        }
    }

    private void Answer(AppendBatch batch, HashSet<long> stored, long sentAt)
    {
        foreach (var part in batch.Parts)
        {
            if (part.Store.Failure is null && stored.Contains(part.Store.Actor))
            {
                part.Store.Stored(part, sentAt);
                foreach (var commit in part.Commits)
                {
                    commit.Committed();
                }
            }
            else
            {
                Fail(part, new FencedException(part.Store.Name, part.Store.Epoch));
            }
        }

        Return(batch);
    }

    private void Fail(AppendBatch batch, Exception error)
    {
        foreach (var part in batch.Parts)
        {
            Fail(part, error);
        }

        Return(batch);
    }

    private static void Fail(AppendPart part, Exception error)
    {
        var failure = part.Store.Fail(error);
        foreach (var commit in part.Commits)
        {
            commit.Failed(failure);
        }
    }

    private async Task CloseAsync()
    {
        if (_command is { } command)
        {
            _command = null;
            await command.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Return(AppendBatch batch)
    {
        batch.Clear();
        lock (_lock)
        {
            _spareBatches.Push(batch);
        }
    }

    private AppendBatch RentBatch() => _spareBatches.TryPop(out var batch) ? batch : new AppendBatch(_spare);

    private void Signal()
    {
        if (!_isSignalled)
        {
            _isSignalled = true;
            _work.Release();
        }
    }
}
