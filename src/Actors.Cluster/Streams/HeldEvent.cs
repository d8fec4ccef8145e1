namespace Actors.Cluster.Streams;

/// <summary>An event that a pump holds.</summary>
/// <param name="Lease">Its lease: a run of one.</param>
/// <param name="Bytes">The encoded message.</param>
internal readonly record struct HeldEvent(LeaseRun Lease, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Its place in the stream's log.</summary>
    public long Offset => Lease.FirstOffset;
}
