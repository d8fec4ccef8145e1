using Actors.Core.Offsets;
using Actors.Core.Traits;

namespace Actors.Core.Times;

/// <summary>The messages of one subscription that must not be delivered yet, and those that must not be delivered any more at some time.</summary>
/// <remarks>
/// A delayed message costs an entry of <see cref="DueTable"/>, shared by neighbours with one time, and a bit; one that expires
/// costs an entry. Messages delayed by a nack are not here but in the lease table, which knows their attempts. All of it is
/// derived: from the messages' traits, from the times of publishing, and from what was moved.
/// </remarks>
internal sealed class Timetable
{
    private readonly TraitTable _traits;
    private readonly long _timeToLive;
    private readonly SettledSet _settled;
    private readonly OffsetSet _delayed = new();
    private readonly OffsetSet _lapsed = new();
    private readonly DueTable _ripe;
    private readonly DueTable _expiries;
    private readonly Dictionary<long, MessageTimes> _moved = [];

    /// <summary>Creates an empty timetable.</summary>
    /// <param name="traits">What the messages themselves want.</param>
    /// <param name="timeToLive">How long a message may wait in this subscription, in ticks; 0 for ever.</param>
    /// <param name="settled">Which messages are done with.</param>
    public Timetable(TraitTable traits, long timeToLive, SettledSet settled)
    {
        (_traits, _timeToLive, _settled) = (traits, timeToLive, settled);
        _ripe = new DueTable(run => Delayed(run).Any());
        _expiries = new DueTable(IsOpen);
    }

    /// <summary>How many messages are delayed.</summary>
    public long DelayedCount => _delayed.Count;

    /// <summary>When the next message is ready or expires, in ticks of UTC; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue => Math.Min(_ripe.NextDue, _expiries.NextDue);

    /// <summary>The delayed messages, by offset.</summary>
    public IEnumerable<OffsetRun> DelayedRuns => _delayed.Runs();

    /// <summary>The messages that were given other times than they came with.</summary>
    public IEnumerable<KeyValuePair<long, MessageTimes>> Moved => _moved.Where(entry => !_settled.Contains(entry.Key)).OrderBy(entry => entry.Key);

    /// <summary>When messages expire that nothing but this table knows it of.</summary>
    public IEnumerable<(OffsetRun Run, long ExpiresAt)> OwnExpiries => _timeToLive == 0 ? [] : _expiries.Entries.Concat(_lapsed.Runs().Select(run => (run, 1L)));

    public bool IsDelayed(long offset) => _delayed.Contains(offset);

    /// <summary>The messages of a page that expired while they were under lease.</summary>
    public ulong LapsedOf(long page) => _lapsed.Count == 0 ? 0 : _lapsed.MembersOf(page);

    /// <summary>Messages were appended.</summary>
    /// <param name="run">The messages.</param>
    /// <param name="now">When they were published, in ticks of UTC; 0 when only <see cref="Expire"/> tells how long they may live.</param>
    /// <returns>Those of them that are delayed; null for none.</returns>
    public List<OffsetRun>? Append(OffsetRun run, long now)
    {
        if (_traits.IsEmpty)
        {
            Expire(run, ExpiryOf(now));
            return null;
        }

        List<OffsetRun>? delayed = null;
        var plain = run.First;
        foreach (var (offset, wanted) in _traits.In(run))
        {
            if (wanted.DeliverAt == 0 && wanted.ExpiresAt == 0)
            {
                continue;
            }

            Expire(OffsetRun.Between(plain, offset), ExpiryOf(now));
            plain = offset + 1;
            var one = new OffsetRun(offset, 1);
            Expire(one, Earlier(wanted.ExpiresAt, now == 0 ? 0 : ExpiryOf(Math.Max(now, wanted.DeliverAt))));
            if (wanted.DeliverAt > now)
            {
                Delay(one, wanted.DeliverAt);
                (delayed ??= []).Add(one);
            }
        }

        Expire(OffsetRun.Between(plain, run.End), ExpiryOf(now));
        return delayed;
    }

    /// <summary>Messages expire at a time.</summary>
    /// <param name="run">The messages; none is fine.</param>
    /// <param name="expiresAt">When; 0 for never.</param>
    public void Expire(OffsetRun run, long expiresAt)
    {
        if (expiresAt > 0 && run.Count > 0)
        {
            _expiries.Add(run, expiresAt);
        }
    }

    /// <summary>Gives a message other times. It is delayed afterwards.</summary>
    public void Move(long offset, MessageTimes times)
    {
        var one = new OffsetRun(offset, 1);
        _moved[offset] = times;
        _lapsed.Remove(one);
        Delay(one, times.DeliverAt);
        Expire(one, times.ExpiresAt);
    }

    /// <summary>The times of a message that is to be delivered from another time on: its lives begin anew there.</summary>
    /// <param name="deliverAt">From when on, in ticks of UTC.</param>
    /// <param name="timeToLive">How long the message itself wants to live, in ticks; 0 for ever.</param>
    public MessageTimes TimesFrom(long deliverAt, long timeToLive)
    {
        var own = timeToLive > 0 && timeToLive < DateTimeOffset.MaxValue.Ticks - deliverAt ? deliverAt + timeToLive : 0;
        return new MessageTimes(deliverAt, Earlier(own, ExpiryOf(deliverAt)));
    }

    /// <summary>The times of a message by what it wants, or was moved to.</summary>
    public MessageTimes TimesOf(long offset)
    {
        if (_moved.TryGetValue(offset, out var moved))
        {
            return moved;
        }

        var wanted = _traits.Find(offset);
        return new MessageTimes(wanted.DeliverAt, wanted.ExpiresAt);
    }

    /// <summary>Messages are delayed no longer, whatever their times.</summary>
    public void EndDelay(OffsetRun run) => _delayed.Remove(run);

    /// <summary>Messages are done with.</summary>
    public void Forget(OffsetRun run)
    {
        _delayed.Remove(run);
        _lapsed.Remove(run);
        if (_moved.Count == 0)
        {
            return;
        }

        if (run.Count <= _moved.Count)
        {
            for (var offset = run.First; offset < run.End; offset++)
            {
                _moved.Remove(offset);
            }

            return;
        }

        foreach (var offset in _moved.Keys.Where(offset => offset >= run.First && offset < run.End).ToList())
        {
            _moved.Remove(offset);
        }
    }

    /// <summary>Messages expired that are under lease: that is seen to when they come back.</summary>
    public void Lapse(OffsetRun run) => _lapsed.Add(run);

    /// <summary>Takes messages whose delay is over.</summary>
    public IEnumerable<OffsetRun> TakeRipe(long now)
    {
        while (_ripe.TryTake(now, out var run, out var due))
        {
            foreach (var part in Delayed(run).SelectMany(part => Meant(part, due, static times => times.DeliverAt)).ToList())
            {
                _delayed.Remove(part);
                yield return part;
            }
        }
    }

    /// <summary>Takes messages that have expired; some may be settled.</summary>
    public IEnumerable<OffsetRun> TakeExpired(long now)
    {
        while (_expiries.TryTake(now, out var run, out var due))
        {
            foreach (var part in Meant(run, due, static times => times.ExpiresAt).ToList())
            {
                yield return part;
            }
        }
    }

    // An entry does not speak for messages that were moved to another time.
    private IEnumerable<OffsetRun> Meant(OffsetRun run, long due, Func<MessageTimes, long> time)
    {
        if (_moved.Count == 0)
        {
            yield return run;
            yield break;
        }

        for (var offset = run.First; offset < run.End; offset++)
        {
            if (!_moved.TryGetValue(offset, out var moved) || time(moved) == due)
            {
                yield return new OffsetRun(offset, 1);
            }
        }
    }

    private void Delay(OffsetRun run, long deliverAt)
    {
        _delayed.Add(run);
        _ripe.Add(run, deliverAt);
    }

    private static long Earlier(long one, long other) => one == 0 || other == 0 ? Math.Max(one, other) : Math.Min(one, other);

    // Whole milliseconds, so that the messages of busy times share entries.
    private long ExpiryOf(long start) =>
        start == 0 || _timeToLive == 0 || start >= DateTimeOffset.MaxValue.Ticks - _timeToLive - TimeSpan.TicksPerMillisecond
            ? 0
            : (start + _timeToLive + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond;

    private IEnumerable<OffsetRun> Delayed(OffsetRun run)
    {
        for (var page = Page.Of(run.First); _delayed.Count > 0 && page <= Page.Of(run.End - 1); page++)
        {
            for (var rest = _delayed.MembersOf(page) & Page.Mask(run, page); rest != 0;)
            {
                yield return Page.TakeStretch(ref rest, page);
            }
        }
    }

    private bool IsOpen(OffsetRun run)
    {
        if (run.End <= _settled.Floor)
        {
            return false;
        }

        for (var page = Page.Of(run.First); page <= Page.Of(run.End - 1); page++)
        {
            var mask = Page.Mask(run, page);
            if ((_settled.MembersOf(page) & mask) != mask)
            {
                return true;
            }
        }

        return false;
    }
}
