namespace Actors.Protocol.Native;

/// <summary>Makes a snapshot of a subscription. Answered by Ok.</summary>
/// <param name="Source">The subscription.</param>
/// <param name="Name">The snapshot's name.</param>
public readonly record struct SnapshotFrame(string Source, string Name) : IFrame<SnapshotFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Snapshot;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfAddress(Source) + FrameWriter.BytesOfName(Name);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Address(Source);
        writer.Name(Name);
    }

    /// <inheritdoc/>
    public static SnapshotFrame ReadPayload(ref FrameReader reader) => new(reader.Address(), reader.Name());
}
