namespace Actors.Protocol.Native;

/// <summary>Answers Describe and List, wholly or in part.</summary>
/// <param name="More">Whether another frame for the same request follows.</param>
/// <param name="Entities">The descriptions.</param>
public readonly record struct DescribedFrame(bool More, ReadOnlyMemory<EntityDescription> Entities) : IFrame<DescribedFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Described;

    /// <inheritdoc/>
    public int PayloadBytes
    {
        get
        {
            var bytes = 1;
            foreach (var entity in Entities.Span)
            {
                bytes += DescriptionFields.BytesOf(entity);
            }

            return bytes;
        }
    }

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Flag(More);
        foreach (var entity in Entities.Span)
        {
            DescriptionFields.Write(ref writer, entity);
        }
    }

    /// <inheritdoc/>
    public static DescribedFrame ReadPayload(ref FrameReader reader)
    {
        var more = reader.Flag();
        var entities = new List<EntityDescription>();
        while (!reader.AtEnd)
        {
            entities.Add(DescriptionFields.Read(ref reader));
        }

        return new(more, entities.ToArray());
    }
}
