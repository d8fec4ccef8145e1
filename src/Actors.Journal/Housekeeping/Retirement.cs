namespace Actors.Journal;

/// <summary>
/// Gives dead segments back. What made a segment dead (a settlement, a move, a snapshot) may itself not be durable yet, so
/// a segment is first taken off the list of segments, and its file is touched only when that list is durable.
/// </summary>
internal sealed class Retirement(Books books, SegmentFactory factory, Appender appender)
{
    private readonly List<Segment> _retired = [];

    internal void Retire()
    {
        TakeOffList();
        if (!MayGo())
        {
            return;
        }

        while (_retired.Count > 0)
        {
            GiveBack(_retired[^1]);
            _retired.RemoveAt(_retired.Count - 1);
        }

        // More may have died meanwhile.
        TakeOffList();
    }

    private void TakeOffList()
    {
        lock (books.Gate)
        {
            if (_retired.Count > 0)
            {
                return;
            }

            List<Segment> dead = [.. books.Segments.InUse.Where(segment => segment.IsDead && segment.IsSealedDurably)];
            if (dead.Count == 0)
            {
                return;
            }

            try
            {
                foreach (Segment segment in dead)
                {
                    appender.KeepTombstones(segment);
                    books.Segments.Remove(segment);
                    _retired.Add(segment);
                }

                appender.ListSegments();
            }
            catch (JournalFullException)
            {
                // Not even the reserve has room for the list: the segments stay until there is.
                foreach (Segment segment in _retired)
                {
                    books.Segments.Add(segment);
                }

                _retired.Clear();
                return;
            }

            books.RetireAt = books.End;
            books.AskSync();
        }
    }

    private bool MayGo()
    {
        lock (books.Gate)
        {
            if (books.RetireAt is not { } at || books.Durable < at || _retired.Any(segment => segment.Readers > 0))
            {
                return false;
            }

            books.RetireAt = null;
            return true;
        }
    }

    private void GiveBack(Segment dead)
    {
        books.Files.Delete(FileNames.Sidecar(dead.Number));
        bool keep;
        lock (books.Gate)
        {
            keep = books.Segments.Ready.Count < books.Options.SpareSegments && dead.Capacity == books.Options.SegmentBytes;
        }

        if (keep)
        {
            Segment segment = factory.Recycle(dead);
            lock (books.Gate)
            {
                books.Segments.Ready.Enqueue(segment);
                Monitor.PulseAll(books.Gate);
            }
        }
        else
        {
            dead.File.Dispose();
            books.Files.Delete(dead.Name);
            books.Files.SyncFolder();
        }
    }
}
