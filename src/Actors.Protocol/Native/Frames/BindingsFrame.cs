namespace Actors.Protocol.Native;

/// <summary>Answers ListBindings, wholly or in part.</summary>
/// <param name="More">Whether another frame for the same request follows.</param>
/// <param name="Bindings">The bindings.</param>
public readonly record struct BindingsFrame(bool More, ReadOnlyMemory<BindingDefinition> Bindings) : IFrame<BindingsFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Bindings;

    /// <inheritdoc/>
    public int PayloadBytes
    {
        get
        {
            var bytes = 1;
            foreach (var binding in Bindings.Span)
            {
                bytes += BindingFields.BytesOf(binding);
            }

            return bytes;
        }
    }

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Flag(More);
        foreach (var binding in Bindings.Span)
        {
            BindingFields.Write(ref writer, binding);
        }
    }

    /// <inheritdoc/>
    public static BindingsFrame ReadPayload(ref FrameReader reader)
    {
        var more = reader.Flag();
        var bindings = new List<BindingDefinition>();
        while (!reader.AtEnd)
        {
            bindings.Add(BindingFields.Read(ref reader));
        }

        return new(more, bindings.ToArray());
    }
}
