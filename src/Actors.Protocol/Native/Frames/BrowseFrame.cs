namespace Actors.Protocol.Native;

/// <summary>Looks at messages without touching them. Answered by one or more Browsed.</summary>
/// <param name="Source">A queue, or <c>topic/subscription</c>.</param>
/// <param name="FromOffset">The lowest offset of interest.</param>
/// <param name="MaxMessages">Most messages to return.</param>
public readonly record struct BrowseFrame(string Source, long FromOffset, int MaxMessages) : IFrame<BrowseFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Browse;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfAddress(Source) + 12;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Address(Source);
        writer.Int64(FromOffset);
        writer.UInt32((uint)MaxMessages);
    }

    /// <inheritdoc/>
    public static BrowseFrame ReadPayload(ref FrameReader reader) => new(reader.Address(), reader.Int64(), reader.Count());
}
