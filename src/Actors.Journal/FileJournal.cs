namespace Actors.Journal;

/// <summary>
/// A journal in one folder: one stream of appends for many actors, made durable together. What is appended while the disk
/// is busy with a sync shares the next one. All members are safe to call from any thread.
/// </summary>
/// <remarks>
/// After <see cref="Open"/> all keys found are alive. The owner knows better from its replayed state and calls
/// <see cref="Release"/> once for everything that is not. The owner may be called from the moment on when the journal's
/// threads start, which is shortly before <see cref="Open"/> returns.
/// </remarks>
public sealed class FileJournal : IDisposable
{
    private readonly Books _books;
    private readonly Appender _appender;
    private readonly DataReader _reader;
    private readonly Recovery _recovery;
    private readonly Evacuation _evacuation;
    private readonly Housekeeper _housekeeper;
    private readonly IDisposable _lock;
    private JournalThread? _writer;

    private FileJournal(JournalOptions options, IJournalFiles files, IDisposable folderLock, IJournalOwner owner)
    {
        _lock = folderLock;
        _books = new Books(options, files, owner);
        _appender = new Appender(_books);
        _reader = new DataReader(_books);
        var factory = new SegmentFactory(files, options.SegmentBytes);
        _recovery = new Recovery(_books, factory);
        _evacuation = new Evacuation(_books);
        _housekeeper = new Housekeeper(_books, factory, new Retirement(_books, factory, _appender), _evacuation);
    }

    /// <summary>What the journal holds and how it fares right now.</summary>
    public JournalStatistics Statistics
    {
        get
        {
            lock (_books.Gate)
            {
                return Measure();
            }
        }
    }

    /// <summary>
    /// Takes the exclusive lock on the folder, cuts a torn tail, replays through the owner, and starts the journal.
    /// </summary>
    /// <param name="options">Where and how.</param>
    /// <param name="owner">Who is replayed to and told of everything later.</param>
    /// <returns>The open journal.</returns>
    /// <exception cref="ArgumentException">An option is out of its limits.</exception>
    /// <exception cref="JournalLockedException">Somebody has the folder open.</exception>
    /// <exception cref="JournalDamagedException">What had been stored safely is not readable; nothing was changed.</exception>
    /// <exception cref="IOException">The folder cannot be used, for instance because a new journal finds no room.</exception>
    public static FileJournal Open(JournalOptions options, IJournalOwner owner)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(owner);
        options.Validate();
        IJournalFiles files = options.Files ?? new DiskFiles(options.Folder);
        var journal = new FileJournal(options, files, files.Lock(), owner);
        try
        {
            journal.Start();
            return journal;
        }
        catch
        {
            journal._recovery.CloseFiles();
            journal._lock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Appends a record. Returns at once: the record is copied and waits for the journal's thread. Only if no segment is
    /// prepared yet, or 512 MiB are waiting already, the call waits for the disk.
    /// </summary>
    /// <param name="record">What to append.</param>
    /// <param name="commit">Told when the record is safe, see <see cref="Record.Sync"/>; may be null.</param>
    /// <exception cref="ArgumentException">The record is too large, or its keys make no sense; nothing was appended.</exception>
    /// <exception cref="JournalFullException">The disk is full; nothing was appended.</exception>
    /// <exception cref="JournalFailedException">The journal failed or was disposed; nothing was appended.</exception>
    public void Append(in Record record, ICommit? commit)
    {
        lock (_books.Gate)
        {
            _appender.Append(record, commit);
        }

        _books.WriteWork.Set();
    }

    /// <summary>The most state and data that one record may have at this moment, in bytes.</summary>
    public int LargestRecordBytes
    {
        get
        {
            lock (_books.Gate)
            {
                return _appender.LargestRecordBytes;
            }
        }
    }

    /// <summary>
    /// Refuses what may not use the reserve, before anything depends on it: after this returned, records of so many bytes
    /// with <see cref="Record.UseReserve"/> find room unless the reserve itself runs out.
    /// </summary>
    /// <param name="bytes">How much is going to be appended.</param>
    /// <exception cref="JournalFullException">The disk is full.</exception>
    public void RequireRoom(int bytes)
    {
        lock (_books.Gate)
        {
            _appender.RequireRoom(bytes);
        }
    }

    /// <summary>
    /// Reads the record that holds a key, also while it still waits to be written. The caller disposes the result.
    /// </summary>
    /// <param name="actor">The owner of the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="data">The data of the whole record, which may hold more keys than the one asked for.</param>
    /// <returns>False if the key is unknown or was released.</returns>
    /// <exception cref="JournalDamagedException">What was stored is not readable any more.</exception>
    public bool TryRead(long actor, long key, out StoredData data) => _reader.TryRead(actor, key, out data);

    /// <summary>
    /// Says that keys are dead, so that their space may come back. Call it after the record that made them dead was
    /// appended. Keys that are dead or unknown do no harm.
    /// </summary>
    /// <param name="actor">The owner of the keys.</param>
    /// <param name="firstKey">The first dead key.</param>
    /// <param name="count">How many; may reach beyond the last key there is.</param>
    public void Release(long actor, long firstKey, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstKey);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_books.Gate)
        {
            if (count > 0)
            {
                _books.Ledgers.Find(actor)?.Keys?.Release(firstKey, count);
            }
        }
    }

    /// <summary>
    /// Forgets an actor: its keys, its state, and all of it at the next recovery. Durable with the next sync.
    /// </summary>
    /// <param name="actor">The actor.</param>
    /// <exception cref="JournalFailedException">The journal failed or was disposed.</exception>
    public void Drop(long actor)
    {
        lock (_books.Gate)
        {
            _books.ThrowIfClosed();
            _appender.Drop(actor);
        }

        _books.WriteWork.Set();
    }

    /// <summary>The living keys of an actor in one segment, ascending: what an evacuation has to move.</summary>
    /// <param name="actor">The owner of the keys.</param>
    /// <param name="segment">The number that <see cref="IJournalOwner.Evacuate"/> named.</param>
    /// <returns>The keys as ranges; empty if there are none.</returns>
    public IReadOnlyList<KeyRange> Keys(long actor, int segment)
    {
        lock (_books.Gate)
        {
            return _books.Segments.Find(segment) is { } found && _books.Ledgers.Find(actor)?.Keys is { } keys
                ? keys.AliveIn(found)
                : [];
        }
    }

    /// <summary>
    /// Says that the owner has appended all that <see cref="Keys"/> named again. What it left out stays where it is until
    /// it is released: the journal never takes a key for dead on its own.
    /// </summary>
    /// <param name="actor">The owner of the keys.</param>
    /// <param name="segment">The number that <see cref="IJournalOwner.Evacuate"/> named.</param>
    public void Evacuated(long actor, int segment)
    {
        lock (_books.Gate)
        {
            _evacuation.Done(actor, segment);
        }
    }

    /// <summary>Returns when everything appended before the call is durable.</summary>
    /// <exception cref="JournalFailedException">The journal failed or was disposed.</exception>
    public void Sync()
    {
        using var waiter = new SyncWaiter();
        lock (_books.Gate)
        {
            _books.ThrowIfClosed();
            _books.Filling.Commits.Add(new PendingCommit(waiter, Sync: true));
            _books.AskSync();
        }

        waiter.Wait();
    }

    /// <summary>Writes and syncs what was appended, then lets go of the folder. A failed journal is only let go of.</summary>
    public void Dispose()
    {
        lock (_books.Gate)
        {
            if (_books.IsClosing)
            {
                return;
            }

            _books.IsClosing = true;
            Monitor.PulseAll(_books.Gate);
        }

        _housekeeper.Join();
        _writer?.Join();
        _books.CloseFiles();
        _lock.Dispose();
    }

    private void Start()
    {
        _recovery.Run();
        _books.Durable = _books.End;
        _housekeeper.PrepareFirst();
        _writer = new JournalThread(_books, _books.End);
        _writer.Start();
        _housekeeper.Start();
    }

    private JournalStatistics Measure()
    {
        (TimeSpan median, TimeSpan longest) = _books.SyncTimes.Measure();
        return new JournalStatistics
        {
            State = _books.State,
            Reason = _books.Reason,
            BytesOnDisk = _books.Segments.BytesOnDisk,
            LiveBytes = _books.Segments.InUse.Sum(segment => segment.LiveBytes),
            Segments = _books.Segments.InUse.Count,
            SpareSegments = _books.Segments.Ready.Count,
            Actors = _books.Ledgers.Count,
            PendingBytes = _books.Filling.Length + _books.Writing.Length,
            Records = _books.Records,
            Syncs = _books.SyncTimes.Count,
            SyncMedian = median,
            SyncLongest = longest,
            TornBytes = _recovery.TornBytes,
            TornAt = _recovery.TornAt,
        };
    }
}
