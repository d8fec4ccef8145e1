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
        // The first round comes by itself: what recovery left over is looked at even if nothing ever happens.
        bool again = true;
        while (!IsClosing())
        {
            Announce();
            books.HouseWork.Wait(again ? books.Options.RoomProbe : Timeout.InfiniteTimeSpan);
            again = !Work();
            Announce();
        }
    }

    private bool IsClosing()
    {
        lock (books.Gate)
        {
            return books.IsClosing;
        }
    }

    // False if something is left that the file system did not let happen.
    private bool Work()
    {
        lock (books.Gate)
        {
            if (books.State == JournalState.Failed || books.IsClosing)
            {
                return true;
            }
        }

        // Giving back comes first: on a full disk it is what makes room. It comes again because it needs some itself.
        bool done = Try(retirement.Retire) is null;
        Exception? noRoom = Try(Prepare);
        if (noRoom is not null)
        {
            // The journal lives on the segments it has, and whoever waits for another one is told.
            lock (books.Gate)
            {
                books.NoRoom = noRoom;
                Monitor.PulseAll(books.Gate);
            }
        }

        done &= noRoom is null & Try(retirement.Retire) is null & Try(_sidecars.Step) is null;
        _snapshots.Step();
        evacuation.Step();
        return done;
    }

    private static IOException? Try(Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (IOException error)
        {
            return error;
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
