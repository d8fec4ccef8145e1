namespace Actors.Protocol.Native;

/// <summary>Removes a binding. Answered by Removed.</summary>
/// <param name="Binding">The binding, exactly as it was made.</param>
public readonly record struct UnbindFrame(BindingDefinition Binding) : IFrame<UnbindFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Unbind;

    /// <inheritdoc/>
    public int PayloadBytes => BindingFields.BytesOf(Binding);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => BindingFields.Write(ref writer, Binding);

    /// <inheritdoc/>
    public static UnbindFrame ReadPayload(ref FrameReader reader) => new(BindingFields.Read(ref reader));
}
