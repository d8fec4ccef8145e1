namespace Actors.Journal;

/// <summary>
/// Where every record of one segment is. Kept in memory while the segment is written, so its size is bounded by the
/// segment; then written to the sidecar.
/// </summary>
internal sealed class SegmentIndex
{
    private readonly Dictionary<long, ActorIndex> _actors = [];
    private readonly List<Tombstone> _tombstones = [];

    internal void Add(in RecordHeader header, int offset)
    {
        switch (header.Kind)
        {
            case StoredKind.Dropped:
                _actors.Remove(header.Actor);
                _tombstones.Add(new Tombstone(header.Actor, (int)header.FirstKey));
                return;
            case StoredKind.Events or StoredKind.Snapshot or StoredKind.Moved:
                break;
            default:
                return;
        }

        if (!_actors.TryGetValue(header.Actor, out ActorIndex? actor))
        {
            _actors.Add(header.Actor, actor = new ActorIndex());
        }

        if (header.KeyCount > 0)
        {
            actor.Add(new IndexEntry(header.FirstKey, header.KeyCount, offset, header.Length, header.Kind == StoredKind.Moved));
        }

        if (header.IsReplayed)
        {
            actor.AddState(offset, RecordHeader.Size + header.StateLength, header.Kind == StoredKind.Snapshot);
        }
    }

    internal bool TryFind(long actor, long key, out IndexEntry entry)
    {
        entry = default;
        return _actors.TryGetValue(actor, out ActorIndex? index) && index.TryFind(key, out entry);
    }

    /// <summary>What recovery must know of the segment, and its records by actor and key.</summary>
    internal SegmentSummary Summarize()
    {
        List<ActorSummary> actors = [];
        foreach (long actor in _actors.Keys.Order())
        {
            actors.Add(ActorSummary.Of(actor, _actors[actor]));
        }

        return new SegmentSummary(actors, [.. _tombstones]);
    }

    internal IReadOnlyList<IndexEntry> Entries(long actor) => _actors[actor].Sorted();
}
