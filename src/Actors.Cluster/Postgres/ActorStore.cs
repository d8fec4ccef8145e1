using Actors.Core.Offsets;
using Actors.Runtime.Stores;

namespace Actors.Cluster.Postgres;

/// <summary>One life of one actor in PostgreSQL: appends under its epoch, reads by offset, and knows what may be dropped.</summary>
internal sealed class ActorStore : ILogStore
{
    // Recovery reads the newest snapshot and what came after: neither may grow without bounds.
    private const long SnapshotEventBytes = 256 * 1024;
    private const int SnapshotRows = 4096;

    // Shorter than any silo takes to be declared dead, so that whoever is vouched for cannot have been replaced.
    private const long VouchedMilliseconds = 500;

    private readonly Lock _lock = new();
    private readonly PostgresStore _store;
    private readonly WriterLane _lane;
    private readonly ReadAhead _reads;
    private readonly List<OffsetRun> _released = [];
    private readonly Queue<(long Append, OffsetRun Run)> _unsure = new();
    private SettledSet _free = new(0);
    private long _sequence;
    private long _appends;
    private long _storedThrough;
    private long _ownedAt;
    private long _eventBytes;
    private long _snapshotBytes;
    private long _lastSnapshotRow;
    private bool _isSnapshotDue;

    public ActorStore(PostgresStore store, WriterLane lane, string name, long actor, long epoch)
    {
        (_store, _lane, Name, Actor, Epoch) = (store, lane, name, actor, epoch);
        _reads = new ReadAhead(store, actor);
        _ownedAt = Environment.TickCount64;
    }

    public string Name { get; }

    /// <summary>The actor's number in the database.</summary>
    public long Actor { get; }

    /// <summary>The life that may append through this.</summary>
    public long Epoch { get; }

    /// <summary>Why nothing can be appended any more, if so.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Called when a snapshot would make recovery shorter; on any thread.</summary>
    public Action? SnapshotDue { get; set; }

    /// <summary>The newest stored snapshot that has not been trimmed to yet; -1 for none.</summary>
    public long TrimEventsTo { get; set; } = -1;

    /// <summary>The messages below have been trimmed; a boundary between two rows.</summary>
    public long TrimmedTo { get; set; }

    // What a value of PostgreSQL may have at most, and some room for the statement around it.
    public int LargestSnapshotBytes => 512 * 1024 * 1024;

    public bool IsOwned => Environment.TickCount64 - Volatile.Read(ref _ownedAt) < VouchedMilliseconds;

    /// <summary>The recovered actor: which messages nobody needs, and where its rows go on.</summary>
    public void Recovered(long sequence, long floor, IEnumerable<OffsetRun> freeAboveFloor)
    {
        lock (_lock)
        {
            _sequence = sequence;
            _lastSnapshotRow = sequence;
            _free = new SettledSet(floor);
            foreach (var run in freeAboveFloor)
            {
                _free.Add(run);
                _released.Add(run);
            }
        }

        _store.Trimmer.Add(this);
    }

    public long NextSequence() => ++_sequence;

    public void RequireRoom(int bytes)
    {
        if (_store.Fault is { } fault)
        {
            throw new BrokerException(ErrorCode.Unavailable, fault);
        }
    }

    public void Append(in LogRecord record, ICommit? commit)
    {
        if (Failure is { } failure)
        {
            throw failure is IOException ? failure : new IOException(failure.Message, failure);
        }

        _lane.Add(this, record, commit, ++_appends);
        if (record.IsSnapshot)
        {
            _snapshotBytes = record.Events.Length;
            _eventBytes = 0;
            _lastSnapshotRow = _sequence;
            _isSnapshotDue = false;
            return;
        }

        _eventBytes += record.Events.Length;
        if (!_isSnapshotDue && (_eventBytes > Math.Max(SnapshotEventBytes, 2 * _snapshotBytes) || _sequence - _lastSnapshotRow > SnapshotRows))
        {
            _isSnapshotDue = true;
            SnapshotDue?.Invoke();
        }
    }

    public async ValueTask<StoredMessages?> ReadAsync(long offset)
    {
        if (await _reads.ReadAsync(offset).ConfigureAwait(false) is { } stored)
        {
            return stored;
        }

        // Nobody waited for it to be stored, so it may still be on its way.
        var barrier = new StoreBarrier();
        _lane.Add(this, new LogRecord { MustSync = true }, barrier, append: 0);
        try
        {
            await barrier.Stored.ConfigureAwait(false);
        }
        catch (Exception lost)
        {
            throw new BrokerException(ErrorCode.Unavailable, $"'{Name}' is moving or recovering; try again.", lost);
        }

        return await _reads.ReadAsync(offset).ConfigureAwait(false);
    }

    /// <summary>
    /// Messages are settled by all. What says so may still be on its way: until it is stored they are kept, because a life
    /// that begins without it hands them out again.
    /// </summary>
    public void Release(long first, long count)
    {
        lock (_lock)
        {
            _unsure.Enqueue((_appends, new OffsetRun(first, count)));
        }

        Free();
    }

    /// <summary>What may be dropped since the last time: all below the floor, and ranges above it that have grown.</summary>
    public IReadOnlyList<OffsetRun> TakeFree()
    {
        lock (_lock)
        {
            var free = new List<OffsetRun> { OffsetRun.Between(TrimmedTo, _free.Floor) };
            if (_free.Above > 0)
            {
                var released = _released.OrderBy(run => run.First).ToList();
                free.AddRange(Neighbours().Where(run => Meets(released, run)));
            }

            _released.Clear();
            return free;
        }
    }

    /// <summary>A part of a batch is stored.</summary>
    public void Stored(AppendPart part, long sentAt)
    {
        Volatile.Write(ref _ownedAt, sentAt);
        lock (_lock)
        {
            _storedThrough = Math.Max(_storedThrough, part.LastAppend);
        }

        Free();
        if (part.Snapshot >= 0)
        {
            lock (_lock)
            {
                TrimEventsTo = part.Snapshot;
            }

            _store.Trimmer.Add(this);
        }
    }

    /// <summary>Nothing is stored any more. The first reason counts.</summary>
    public Exception Fail(Exception error) => Failure ??= error;

    public long TakeTrimEvents()
    {
        lock (_lock)
        {
            var sequence = TrimEventsTo;
            TrimEventsTo = -1;
            return sequence;
        }
    }

    private void Free()
    {
        var hasMore = false;
        lock (_lock)
        {
            while (_unsure.TryPeek(out var next) && next.Append <= _storedThrough)
            {
                _unsure.Dequeue();
                _free.Add(next.Run);
                _released.Add(next.Run);
                hasMore = true;
            }
        }

        if (hasMore)
        {
            _store.Trimmer.Add(this);
        }
    }

    // The set gives its runs page by page: joins what is one.
    private IEnumerable<OffsetRun> Neighbours()
    {
        OffsetRun? open = null;
        foreach (var run in _free.RunsAbove())
        {
            if (open is { } before && before.End == run.First)
            {
                open = before with { Count = before.Count + run.Count };
                continue;
            }

            if (open is { } closed)
            {
                yield return closed;
            }

            open = run;
        }

        if (open is { } last)
        {
            yield return last;
        }
    }

    private static bool Meets(List<OffsetRun> sorted, OffsetRun run)
    {
        var at = sorted.BinarySearch(run, Comparer<OffsetRun>.Create((left, right) => left.First.CompareTo(right.First)));
        at = at < 0 ? ~at : at;
        return at < sorted.Count && sorted[at].First < run.End;
    }
}
