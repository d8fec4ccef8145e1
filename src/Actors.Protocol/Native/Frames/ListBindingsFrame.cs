namespace Actors.Protocol.Native;

/// <summary>Asks for the bindings from and to an entity. Answered by one or more Bindings.</summary>
/// <param name="EntityName">An exchange, queue or topic.</param>
public readonly record struct ListBindingsFrame(string EntityName) : IFrame<ListBindingsFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.ListBindings;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfName(EntityName);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => writer.Name(EntityName);

    /// <inheritdoc/>
    public static ListBindingsFrame ReadPayload(ref FrameReader reader) => new(reader.Name());
}
