namespace Actors.Journal;

/// <summary>
/// Bounds replay: whenever a segment was begun, actors that have appended since their last snapshot and would be replayed
/// from too far back are asked for a new one. Actors that did nothing cost nothing, wherever their snapshot is.
/// </summary>
internal sealed class SnapshotRounds(Books books)
{
    private int _lastRound;

    internal void Step()
    {
        List<long> due;
        lock (books.Gate)
        {
            int active = books.Segments.Active.Number;
            if (active == _lastRound)
            {
                return;
            }

            _lastRound = active;
            due = books.Ledgers.FindSnapshotsDue(books.Segments.NthNewest(books.Options.SnapshotSegments));
        }

        foreach (long actor in due)
        {
            books.Owner.SnapshotDue(actor);
        }
    }
}
