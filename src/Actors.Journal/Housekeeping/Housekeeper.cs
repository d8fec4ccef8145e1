namespace Actors.Journal;

/// <summary>
/// The thread for everything that may wait: it prepares segments, gives dead ones back, and tells the owner what is due.
/// </summary>
internal sealed class Housekeeper(Books books, SegmentFactory factory, Retirement retirement, Evacuation evacuation)
{
    private readonly SnapshotRounds _snapshots = new(books);
    private readonly SidecarWriting _sidecars = new(books);
    private Thread? _thread;
    private JournalState _announced;

    internal void Start()
    {
        _thread = new Thread(Run) { Name = "journal housekeeping", IsBackground = true };
        _thread.Start();
    }

    internal void Join()
    {
        if (Thread.CurrentThread == _thread)
        {
            throw new InvalidOperationException("A journal cannot be disposed from one of its own calls; do it on another thread.");
        }

        books.HouseWork.Set();
        _thread?.Join();
    }

    /// <summary>Prepares segments before anybody appends. Without room the journal opens all the same, and is full.</summary>
    internal void PrepareFirst()
    {
        try
        {
            Prepare();
        }
        catch (NoSpaceException error)
        {
            lock (books.Gate)
            {
                books.NoRoom = error;
                books.Enter(JournalState.Full, error);
            }
        }
    }

    // Keeps two segments ready: the next one, and the reserve.
    private void Prepare()
    {
        while (true)
        {
            lock (books.Gate)
            {
                if (books.Segments.Ready.Count >= JournalLimits.MinSpareSegments)
                {
                    MakeRoomKnown();
                    return;
                }
            }

            Segment segment = factory.Create();
            lock (books.Gate)
            {
                books.Segments.Ready.Enqueue(segment);
                Monitor.PulseAll(books.Gate);
            }
        }
    }

    private void Run()
    {
        while (true)
        {
            bool blocked;
            lock (books.Gate)
            {
                if (books.IsClosing)
                {
                    return;
                }

                blocked = books.NoRoom is not null;
            }

            Announce();
            books.HouseWork.Wait(blocked ? books.Options.RoomProbe : Timeout.InfiniteTimeSpan);
            Work();
            Announce();
        }
    }

    private void Work()
    {
        lock (books.Gate)
        {
            if (books.State == JournalState.Failed || books.IsClosing)
            {
                return;
            }
        }

        // Giving back comes first: on a full disk it is what makes room. It comes again because it needs some itself.
        Try(retirement.Retire);
        Try(Prepare);
        Try(retirement.Retire);
        Try(_sidecars.Step);
        _snapshots.Step();
        evacuation.Step();
    }

    // Without room for a segment, or with a folder that cannot be changed, the journal lives on what it has and tries
    // again after a while.
    private void Try(Action step)
    {
        try
        {
            step();
        }
        catch (IOException error)
        {
            lock (books.Gate)
            {
                books.NoRoom = error;
                Monitor.PulseAll(books.Gate);
            }
        }
    }

    private void MakeRoomKnown()
    {
        books.NoRoom = null;
        if (books.State == JournalState.Full)
        {
            books.Enter(JournalState.Ok, null);
        }
    }

    private void Announce()
    {
        JournalState state;
        Exception? reason;
        lock (books.Gate)
        {
            (state, reason) = (books.State, books.Reason);
        }

        if (state != _announced)
        {
            _announced = state;
            books.Owner.StateChanged(state, reason);
        }
    }
}
