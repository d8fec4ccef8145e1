namespace Actors.Protocol.Native;

/// <summary>Makes sure a binding exists. Answered by Ok.</summary>
/// <param name="Binding">The binding; whether it is in range is the broker's to say.</param>
public readonly record struct BindFrame(BindingDefinition Binding) : IFrame<BindFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Bind;

    /// <inheritdoc/>
    public int PayloadBytes => BindingFields.BytesOf(Binding);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => BindingFields.Write(ref writer, Binding);

    /// <inheritdoc/>
    public static BindFrame ReadPayload(ref FrameReader reader) => new(BindingFields.Read(ref reader));
}
