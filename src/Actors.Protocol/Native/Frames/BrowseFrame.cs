namespace Actors.Protocol.Native;

/// <summary>Looks at messages without touching them. Answered by one or more Browsed.</summary>
/// <param name="Source">A queue, or <c>topic/subscription</c>.</param>
/// <param name="Options">From where on, how many, and which; whether that is in range is the broker's to say.</param>
public readonly record struct BrowseFrame(string Source, BrowseOptions Options) : IFrame<BrowseFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Browse;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfAddress(Source) + 12 + DefinitionOptions.Encode(Options).Length;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Address(Source);
        writer.Int64(Options.FromOffset);
        writer.UInt32((uint)Options.MaxMessages);
        writer.Bytes(DefinitionOptions.Encode(Options));
    }

    /// <inheritdoc/>
    public static BrowseFrame ReadPayload(ref FrameReader reader) =>
        new(reader.Address(), new BrowseOptions { FromOffset = reader.Int64(), MaxMessages = reader.Count() }.WithOptions(ref reader));
}
