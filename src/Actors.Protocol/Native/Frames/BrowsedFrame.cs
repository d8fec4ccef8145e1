namespace Actors.Protocol.Native;

/// <summary>Answers Browse, wholly or in part.</summary>
/// <param name="More">Whether another frame for the same request follows.</param>
/// <param name="Entries">The messages, by offset.</param>
public readonly record struct BrowsedFrame(bool More, ReadOnlyMemory<BrowsedEntry> Entries) : IFrame<BrowsedFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Browsed;

    /// <inheritdoc/>
    public int PayloadBytes
    {
        get
        {
            var bytes = 1;
            foreach (ref readonly var entry in Entries.Span)
            {
                bytes += entry.Bytes;
            }

            return bytes;
        }
    }

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Flag(More);
        foreach (ref readonly var entry in Entries.Span)
        {
            entry.Write(ref writer);
        }
    }

    /// <inheritdoc/>
    public static BrowsedFrame ReadPayload(ref FrameReader reader)
    {
        var more = reader.Flag();
        var entries = new List<BrowsedEntry>();
        while (!reader.AtEnd)
        {
            entries.Add(BrowsedEntry.Read(ref reader));
        }

        return new(more, entries.ToArray());
    }
}
