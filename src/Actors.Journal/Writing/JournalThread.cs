using System.Diagnostics;

namespace Actors.Journal;

/// <summary>
/// The thread that writes. While it writes and syncs one group, the next one fills: the slower the disk, the larger the
/// groups, with no timer anywhere.
/// </summary>
internal sealed class JournalThread(Books books, Position written)
{
    private Thread? _thread;
    private Position _written = written;
    private Segment _last = books.Segments.Active;

    internal void Start()
    {
        _thread = new Thread(Run) { Name = "journal", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Writes what is left and returns when the thread has ended; <see cref="Books.IsClosing"/> must be set.</summary>
    internal void Join()
    {
        if (Thread.CurrentThread == _thread)
        {
            throw new InvalidOperationException("A journal cannot be disposed from one of its own calls; do it on another thread.");
        }

        books.WriteWork.Set();
        _thread?.Join();
    }

    private void Run()
    {
        int completed = 0;
        WriteGroup? group = null;
        try
        {
            while (TakeGroup(out group))
            {
                completed = 0;
                Write(group, ref completed);
                lock (books.Gate)
                {
                    group.Reset();
                }

                group = null;
            }

            Close();
        }
        catch (Exception error)
        {
            Fail(error, group, completed);
        }
    }

    // False once the journal closes and nothing is left.
    private bool TakeGroup(out WriteGroup group)
    {
        while (true)
        {
            TimeSpan wait;
            lock (books.Gate)
            {
                group = books.Filling;
                if (!group.IsEmpty)
                {
                    books.Swap();
                    return true;
                }

                if (books.IsClosing)
                {
                    return false;
                }

                wait = group.Trim() ?? Timeout.InfiniteTimeSpan;
                wait = books.Writing.Trim() ?? wait;
            }

            books.WriteWork.Wait(wait);
        }
    }

    private void Write(WriteGroup group, ref int completed)
    {
        group.WriteMark(books.Durable);
        for (int i = 0; i < group.Parts.Count; i++)
        {
            GroupPart part = group.Parts[i];
            part.Segment.File.Write(group.Bytes(part), part.Offset);
            _written = new Position(part.Segment.Number, part.End);
            _last = part.Segment;
            if (i + 1 < group.Parts.Count)
            {
                // A segment is durable as a whole before anything is written behind it: whatever is wrong in a sealed
                // segment is therefore damage and never a torn write.
                Sync();
            }
        }

        // Those in front of the first who needs the sync have all they asked for.
        while (completed < group.Commits.Count && !group.Commits[completed].Sync)
        {
            group.Commits[completed++].Commit?.Committed();
        }

        if (group.SyncAsked && books.Durable < _written)
        {
            Sync();
        }

        while (completed < group.Commits.Count)
        {
            group.Commits[completed++].Commit?.Committed();
        }
    }

    private void Sync()
    {
        long start = Stopwatch.GetTimestamp();
        _last.File.Sync();
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        bool wakeHouse;
        lock (books.Gate)
        {
            books.Durable = _written;
            books.SyncTimes.Add(took);
            wakeHouse = books.RetireAt is { } at && at <= _written;
            if (_last.IsSealed && _written.Offset == _last.End)
            {
                _last.IsSealedDurably = true;
                wakeHouse = true;
            }
        }

        if (wakeHouse)
        {
            books.HouseWork.Set();
        }
    }

    // The last mark says that everything before it is durable, so that damage can be told from a torn tail.
    private void Close()
    {
        if (books.Durable < _written)
        {
            Sync();
        }

        Segment active = books.Segments.Active;
        if (active.End + WriteGroup.MarkLength <= active.Capacity)
        {
            Span<byte> mark = stackalloc byte[WriteGroup.MarkLength];
            WriteGroup.WriteMark(mark, books.Durable, active.Salt);
            active.File.Write(mark, active.End);
            active.File.Sync();
        }
    }

    private void Fail(Exception error, WriteGroup? group, int completed)
    {
        List<PendingCommit> lost = [];
        lock (books.Gate)
        {
            books.Enter(JournalState.Failed, error);
            if (group is not null)
            {
                lost.AddRange(group.Commits.Skip(completed));
            }

            lost.AddRange(books.Filling.Commits);
            books.Filling.Commits.Clear();
        }

        var failure = new JournalFailedException($"Writing the journal in '{books.Files.Folder}' failed: {error.Message}", error);
        foreach (PendingCommit pending in lost)
        {
            pending.Commit?.Failed(failure);
        }

        books.HouseWork.Set();
    }
}
