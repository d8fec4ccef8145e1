namespace Actors.Protocol.Native;

/// <summary>Asks for a page of entities by address. Answered by one or more Described.</summary>
/// <param name="After">The last address of the page before; empty for the first page.</param>
/// <param name="MaxEntities">Most entries to return.</param>
public readonly record struct ListFrame(string After, int MaxEntities) : IFrame<ListFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.List;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfAddress(After) + 4;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Address(After);
        writer.UInt32((uint)MaxEntities);
    }

    /// <inheritdoc/>
    public static ListFrame ReadPayload(ref FrameReader reader) => new(reader.Address(), reader.Count());
}
