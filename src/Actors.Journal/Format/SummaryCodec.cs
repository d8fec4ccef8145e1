using System.Buffers.Binary;

namespace Actors.Journal;

/// <summary>
/// The summary inside a sidecar: all actors by number, then all their runs in the same order, then the tombstones.
/// <code>
///  actor      │ actor (8) │ replay offset (4) │ state bytes (4) │ bytes per key (4, float) │ flags (4) │ runs (4) │ zero (4) │
///  run        │ first key (8) │ keys, times 2, plus 1 if moved (8) │
///  tombstone  │ actor (8) │ oldest segment (4) │ zero (4) │
/// </code>
/// Flags: 1 replay starts with a snapshot, 2 something follows it. A replay offset of -1 means nothing to replay.
/// </summary>
internal static class SummaryCodec
{
    internal const int ActorSize = 32;
    internal const int RunSize = 16;
    internal const int TombstoneSize = 16;

    internal static byte[] Write(SegmentSummary summary)
    {
        int runs = summary.Actors.Sum(actor => actor.Runs.Count);
        byte[] bytes = new byte[
            (summary.Actors.Count * ActorSize) + (runs * RunSize) + (summary.Tombstones.Count * TombstoneSize)];
        Span<byte> rest = bytes;
        foreach (ActorSummary actor in summary.Actors)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, actor.Actor);
            BinaryPrimitives.WriteInt32LittleEndian(rest[8..], actor.ReplayOffset);
            BinaryPrimitives.WriteInt32LittleEndian(rest[12..], actor.StateBytes);
            BinaryPrimitives.WriteSingleLittleEndian(rest[16..], actor.BytesPerKey);
            BinaryPrimitives.WriteInt32LittleEndian(rest[20..], (actor.StartsWithSnapshot ? 1 : 0) | (actor.HasEvents ? 2 : 0));
            BinaryPrimitives.WriteInt32LittleEndian(rest[24..], actor.Runs.Count);
            rest = rest[ActorSize..];
        }

        foreach (KeyRun run in summary.Actors.SelectMany(actor => actor.Runs))
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, run.First);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], (run.Count << 1) | (run.IsMoved ? 1L : 0L));
            rest = rest[RunSize..];
        }

        foreach (Tombstone tombstone in summary.Tombstones)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, tombstone.Actor);
            BinaryPrimitives.WriteInt32LittleEndian(rest[8..], tombstone.OldestSegment);
            rest = rest[TombstoneSize..];
        }

        return bytes;
    }

    internal static SegmentSummary Read(ReadOnlySpan<byte> bytes, in SidecarHeader header)
    {
        ReadOnlySpan<byte> runs = bytes[(header.Actors * ActorSize)..];
        ReadOnlySpan<byte> tombstones = runs[(header.Runs * RunSize)..];
        var summary = new SegmentSummary(new List<ActorSummary>(header.Actors), new List<Tombstone>(header.Tombstones));
        for (int i = 0; i < header.Actors; i++, bytes = bytes[ActorSize..])
        {
            int flags = BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]);
            int runCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);
            summary.Actors.Add(new ActorSummary(
                BinaryPrimitives.ReadInt64LittleEndian(bytes),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
                (flags & 1) != 0,
                (flags & 2) != 0,
                BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
                BinaryPrimitives.ReadSingleLittleEndian(bytes[16..]),
                ReadRuns(runs[..(runCount * RunSize)])));
            runs = runs[(runCount * RunSize)..];
        }

        for (int i = 0; i < header.Tombstones; i++, tombstones = tombstones[TombstoneSize..])
        {
            summary.Tombstones.Add(new Tombstone(
                BinaryPrimitives.ReadInt64LittleEndian(tombstones), BinaryPrimitives.ReadInt32LittleEndian(tombstones[8..])));
        }

        return summary;
    }

    private static List<KeyRun> ReadRuns(ReadOnlySpan<byte> bytes)
    {
        var runs = new List<KeyRun>(bytes.Length / RunSize);
        for (; bytes.Length > 0; bytes = bytes[RunSize..])
        {
            long count = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
            runs.Add(new KeyRun(BinaryPrimitives.ReadInt64LittleEndian(bytes), count >> 1, (count & 1) != 0));
        }

        return runs;
    }
}
