namespace Actors.Protocol.Native;

/// <summary>Asks what an entity is and holds. Answered by Described.</summary>
/// <param name="EntityAddress">Which one.</param>
public readonly record struct DescribeFrame(string EntityAddress) : IFrame<DescribeFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Describe;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfAddress(EntityAddress);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => writer.Address(EntityAddress);

    /// <inheritdoc/>
    public static DescribeFrame ReadPayload(ref FrameReader reader) => new(reader.Address());
}
