namespace Actors.Journal;

/// <summary>The ledgers of all actors. Guarded by the journal's gate.</summary>
internal sealed class Ledgers
{
    private readonly Dictionary<long, ActorLedger> _actors = [];

    internal int Count => _actors.Count;

    internal ActorLedger? Find(long actor) => _actors.GetValueOrDefault(actor);

    internal IEnumerable<KeyValuePair<long, ActorLedger>> All => _actors;

    /// <summary>Books a record that was just appended.</summary>
    internal void Add(in RecordHeader header, Segment segment, int offset)
    {
        ActorLedger ledger = GetOrAdd(header.Actor, segment);
        if (header.KeyCount > 0)
        {
            float bytesPerKey = (float)header.PaddedLength / header.KeyCount;
            if (header.Kind == StoredKind.Moved)
            {
                ledger.GetOrAddKeys().Move(segment, header.FirstKey, header.KeyCount, bytesPerKey, join: true);
            }
            else
            {
                ledger.GetOrAddKeys().Add(segment, header.FirstKey, header.KeyCount, bytesPerKey);
            }
        }

        if (header.IsReplayed)
        {
            bool isSnapshot = header.Kind == StoredKind.Snapshot;
            ledger.AddState(segment, offset, RecordHeader.Size + header.StateLength, isSnapshot, hasEvents: !isSnapshot);
        }
    }

    /// <summary>Books what a whole segment holds; segments must come in order.</summary>
    internal void Add(Segment segment, SegmentSummary summary)
    {
        foreach (Tombstone tombstone in summary.Tombstones)
        {
            Drop(tombstone.Actor);
            segment.Tombstones.Add(tombstone);
        }

        foreach (ActorSummary actor in summary.Actors)
        {
            ActorLedger ledger = GetOrAdd(actor.Actor, segment);
            foreach (KeyRun run in actor.Runs)
            {
                ledger.GetOrAddKeys().Move(segment, run.First, run.Count, actor.BytesPerKey, join: false);
            }

            if (actor.ReplayOffset >= 0)
            {
                ledger.AddState(segment, actor.ReplayOffset, actor.StateBytes, actor.StartsWithSnapshot, actor.HasEvents);
            }
        }
    }

    /// <summary>Ends the booking of whole segments.</summary>
    internal void JoinAll()
    {
        foreach (ActorLedger ledger in _actors.Values)
        {
            ledger.Keys?.JoinAll();
        }
    }

    /// <summary>Forgets an actor; returns its ledger, null if there was none.</summary>
    internal ActorLedger? Drop(long actor)
    {
        if (_actors.Remove(actor, out ActorLedger? ledger))
        {
            ledger.Clear();
        }

        return ledger;
    }

    /// <summary>Actors whose replay is more than one snapshot and begins before a segment.</summary>
    internal List<long> FindSnapshotsDue(int before) =>
    [
        .. from entry in _actors
           where entry.Value.HasState && entry.Value.HasEvents && entry.Value.ReplayFrom.Segment < before
           select entry.Key,
    ];

    private ActorLedger GetOrAdd(long actor, Segment segment)
    {
        if (!_actors.TryGetValue(actor, out ActorLedger? ledger))
        {
            _actors.Add(actor, ledger = new ActorLedger(segment.Number));
        }

        return ledger;
    }
}
