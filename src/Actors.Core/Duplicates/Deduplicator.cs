using Actors.Core.Offsets;

namespace Actors.Core.Duplicates;

/// <summary>Remembers which messages were stored, by 128-bit hashes of their ids, for as long as any of its rules says so.</summary>
/// <remarks>
/// An id costs 38 to 44 bytes. What no rule holds any more is dropped from the front; behind an old message that is still
/// pending others may outlive their time, and are swept out when they are the larger part.
/// </remarks>
internal sealed class Deduplicator(DeduplicationRules rules)
{
    private const int SmallestSweep = 4096;

    private KnownIdRing _ring = new();
    private KnownIdIndex? _index;
    private long _sweepAt = SmallestSweep;

    public DeduplicationRules Rules => rules;

    /// <summary>How many ids take memory.</summary>
    public long Count => _ring.Count;

    /// <summary>All that is known, in the order it was stored.</summary>
    public IEnumerable<KnownId> Entries
    {
        get
        {
            for (var number = _ring.First; number < _ring.Next; number++)
            {
                yield return _ring[number];
            }
        }
    }

    private KnownIdIndex Index => _index ??= new KnownIdIndex(_ring);

    /// <summary>Looks for an earlier message with the same id.</summary>
    /// <param name="id">The hash.</param>
    /// <param name="now">The time, in ticks of UTC.</param>
    /// <param name="offset">The earlier message's offset.</param>
    public bool TryFind(UInt128 id, long now, out long offset)
    {
        if (Index.TryFind(id, out var number) && Remembers(number, now))
        {
            offset = _ring[number].Offset;
            return true;
        }

        offset = -1;
        return false;
    }

    /// <summary>A message is stored, and no rule knew its id.</summary>
    public void Add(UInt128 id, long offset, long now) => Restore(new KnownId(id, offset, now), now);

    /// <summary>Remembers a message as a snapshot tells it.</summary>
    public void Restore(in KnownId known, long now)
    {
        Drop(now);
        var number = _ring.Add(known);
        if (Index.TryFind(known.Id, out _))
        {
            Index.Replace(known.Id, number);
        }
        else
        {
            Index.Add(number);
        }

        if (_ring.Count >= _sweepAt)
        {
            Sweep(now);
        }
    }

    /// <summary>Messages are pending no longer.</summary>
    public void Settle(OffsetRun run)
    {
        if (!rules.WhilePending || _ring.Count == 0)
        {
            return;
        }

        for (var offset = run.First; offset < run.End; offset++)
        {
            if (_ring.TryFind(offset, out var number))
            {
                _ring[number] = _ring[number].Settled;
            }
        }
    }

    /// <summary>Drops from the front what no rule holds.</summary>
    public void Drop(long now)
    {
        while (_ring.Count > 0 && !Remembers(_ring.First, now))
        {
            Index.Remove(_ring.First);
            _ring.DropFirst();
        }
    }

    private bool Remembers(long number, long now)
    {
        var known = _ring[number];
        return (rules.WhilePending && !known.IsSettled)
            || (rules.Window > 0 && now - known.Time < rules.Window)
            || number >= _ring.Next - rules.Count;
    }

    // The last ones keep their places from the end, by which the count rule goes.
    private void Sweep(long now)
    {
        var old = _ring;
        var kept = new KnownIdRing();
        for (var number = old.First; number < old.Next; number++)
        {
            if (Remembers(number, now))
            {
                kept.Add(old[number]);
            }
        }

        _ring = kept;
        _index = null;
        for (var number = kept.First; number < kept.Next; number++)
        {
            if (Index.TryFind(kept[number].Id, out _))
            {
                Index.Replace(kept[number].Id, number);
            }
            else
            {
                Index.Add(number);
            }
        }

        _sweepAt = Math.Max(SmallestSweep, 2 * kept.Count);
    }
}
