namespace Actors.Journal;

/// <summary>
/// Keeps the space under twice what is alive: asks the owners of what is left in the emptiest segment to append it again.
/// One segment at a time, and only when all sealed segments together hold more than twice what is alive in them, so that
/// nothing is copied as long as it gains nothing.
/// </summary>
internal sealed class Evacuation(Books books)
{
    private readonly HashSet<long> _awaited = [];
    private Segment? _leaving;
    private int _askedAt;

    internal void Step()
    {
        List<(long Actor, bool State, bool Keys)> asked;
        Segment segment;
        lock (books.Gate)
        {
            if (!IsNextDue() || Choose() is not { } chosen)
            {
                return;
            }

            segment = chosen;
            asked = Ask(segment);
        }

        foreach ((long actor, bool state, bool keys) in asked)
        {
            if (state)
            {
                books.Owner.SnapshotDue(actor);
            }

            if (keys)
            {
                books.Owner.Evacuate(actor, segment.Number);
            }
        }
    }

    /// <summary>An actor has moved its keys; called with the gate held.</summary>
    internal void Done(long actor, int segment)
    {
        if (_leaving?.Number == segment && _awaited.Remove(actor) && _awaited.Count == 0)
        {
            books.HouseWork.Set();
        }
    }

    // While owners are still moving, nothing new is begun; who has not moved by the next segment is asked again.
    private bool IsNextDue()
    {
        if (_leaving is null || !books.Segments.InUse.Contains(_leaving))
        {
            return true;
        }

        return books.Segments.Active.Number > _askedAt || _awaited.Count == 0;
    }

    private Segment? Choose()
    {
        long used = 0;
        long live = 0;
        Segment? emptiest = null;
        foreach (Segment segment in books.Segments.InUse)
        {
            if (!segment.IsSealedDurably || segment.IsDead)
            {
                continue;
            }

            used += segment.BytesOnDisk;
            live += segment.LiveBytes;
            bool waits = segment == _leaving && books.Segments.Active.Number <= _askedAt;
            if (!waits && segment.IsSparse && (emptiest is null || segment.LiveShare < emptiest.LiveShare))
            {
                emptiest = segment;
            }
        }

        bool gains = books.NoRoom is not null || used > (2 * live) + books.Options.SegmentBytes;
        return gains ? emptiest : null;
    }

    private List<(long Actor, bool State, bool Keys)> Ask(Segment segment)
    {
        _leaving = segment;
        _askedAt = books.Segments.Active.Number;
        _awaited.Clear();
        List<(long Actor, bool State, bool Keys)> asked = [];
        foreach ((long actor, ActorLedger ledger) in books.Ledgers.All)
        {
            bool keys = ledger.Keys?.AnyIn(segment) == true;
            bool state = ledger.HasStateIn(segment);
            if (keys)
            {
                _awaited.Add(actor);
            }

            if (keys || state)
            {
                asked.Add((actor, state, keys));
            }
        }

        return asked;
    }
}
