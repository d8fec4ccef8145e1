namespace Actors.Journal;

/// <summary>
/// One segment file in one of its lives, and what of it is still needed. Everything that changes is guarded by the
/// journal's gate.
/// </summary>
internal sealed class Segment(SegmentHeader header, IJournalFile file)
{
    private double _liveDataBytes;
    private bool _sparseTold;

    internal SegmentHeader Header { get; } = header;

    internal int Number => Header.Number;

    internal ulong Salt => Header.Salt;

    internal IJournalFile File { get; } = file;

    internal int Capacity { get; } = (int)file.Length;

    internal string Name => FileNames.Segment(Number);

    /// <summary>Where the next record goes; final once sealed.</summary>
    internal int End { get; set; } = SegmentHeader.RecordsStart;

    /// <summary>Whether nothing is appended any more.</summary>
    internal bool IsSealed { get; set; }

    /// <summary>Whether everything in it is durable and so its index may be written beside it.</summary>
    internal bool IsSealedDurably { get; set; }

    /// <summary>Where its records are; null once there is a sidecar.</summary>
    internal SegmentIndex? Index { get; set; } = new();

    /// <summary>Where its records are, on disk; null while the index is in memory.</summary>
    internal Sidecar? Sidecar { get; set; }

    /// <summary>The bytes of its files.</summary>
    internal long BytesOnDisk => Capacity + (Sidecar?.Length ?? 0);

    /// <summary>Living keys.</summary>
    internal long LiveKeys { get; private set; }

    /// <summary>Bytes of state that replay needs.</summary>
    internal long PinnedBytes { get; private set; }

    /// <summary>Reads under way; the file is not recycled meanwhile.</summary>
    internal int Readers { get; set; }

    /// <summary>Drops recorded here that must be known as long as older segments of the actor exist.</summary>
    internal List<Tombstone> Tombstones { get; } = [];

    /// <summary>What of the segment is still needed, in bytes.</summary>
    internal long LiveBytes => (long)_liveDataBytes + PinnedBytes;

    /// <summary>The living part of the space taken, between 0 and 1.</summary>
    internal double LiveShare => (double)LiveBytes / BytesOnDisk;

    /// <summary>Whether leaving the segment frees more than it copies.</summary>
    internal bool IsSparse => LiveShare < 0.5;

    internal bool IsDead => IsSealed && LiveKeys == 0 && PinnedBytes == 0;

    /// <summary>Woken when the segment dies or becomes sparse.</summary>
    internal WorkSignal? HouseWork { get; set; }

    internal void AddLive(long keys, float bytesPerKey)
    {
        LiveKeys += keys;
        _liveDataBytes += keys * (double)bytesPerKey;
    }

    internal void RemoveLive(long keys, float bytesPerKey)
    {
        LiveKeys -= keys;
        _liveDataBytes = LiveKeys == 0 ? 0 : Math.Max(0, _liveDataBytes - (keys * (double)bytesPerKey));
        WakeIfDue();
    }

    internal void Pin(int bytes) => PinnedBytes += bytes;

    internal void Unpin(int bytes)
    {
        PinnedBytes -= bytes;
        WakeIfDue();
    }

    private void WakeIfDue()
    {
        if (IsDead || (!_sparseTold && IsSealed && IsSparse))
        {
            _sparseTold = true;
            HouseWork?.Set();
        }
    }
}
