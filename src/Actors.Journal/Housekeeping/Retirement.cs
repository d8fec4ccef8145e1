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
            // If the file system fails here, the file is left over, and the next recovery removes it.
            Segment dead = _retired[^1];
            _retired.RemoveAt(_retired.Count - 1);
            GiveBack(dead);
        }

        // More may have died meanwhile.
        TakeOffList();
    }

    private void TakeOffList()
    {
        lock (books.Gate)
        {
            List<Segment> dead = [.. books.Segments.InUse.Where(segment => segment.IsDead && segment.IsSealedDurably)];
            if (_retired.Count > 0 || dead.Count == 0)
            {
                return;
            }

            books.ThrowIfClosed();
            dead.ForEach(books.Segments.Remove);
            if (!appender.TryListSegments(dead))
            {
                dead.ForEach(books.Segments.Add);
                return;
            }

            _retired.AddRange(dead);
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
        dead.Sidecar?.Dispose();
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
