namespace Actors.Protocol.Native;

/// <summary>Removes an entity with everything in it. Answered by Removed.</summary>
/// <param name="EntityAddress">Which one.</param>
public readonly record struct DeleteFrame(string EntityAddress) : IFrame<DeleteFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Delete;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfAddress(EntityAddress);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => writer.Address(EntityAddress);

    /// <inheritdoc/>
    public static DeleteFrame ReadPayload(ref FrameReader reader) => new(reader.Address());
}
