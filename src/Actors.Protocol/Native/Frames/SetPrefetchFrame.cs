namespace Actors.Protocol.Native;

/// <summary>Changes how many messages the consumer its id names may hold. Not answered.</summary>
/// <param name="Prefetch">How many; 0 pauses the consumer.</param>
public readonly record struct SetPrefetchFrame(int Prefetch) : IFrame<SetPrefetchFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.SetPrefetch;

    /// <inheritdoc/>
    public int PayloadBytes => 4;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => writer.UInt32((uint)Prefetch);

    /// <inheritdoc/>
    public static SetPrefetchFrame ReadPayload(ref FrameReader reader) => new(reader.Count());
}
