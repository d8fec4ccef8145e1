namespace Actors.Protocol.Native;

/// <summary>Makes sure a queue exists. Answered by Ok.</summary>
/// <param name="Queue">The definition; whether it is in range is the broker's to say.</param>
public readonly record struct DeclareQueueFrame(QueueDefinition Queue) : IFrame<DeclareQueueFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.DeclareQueue;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfName(Queue.Name) + PolicyFields.BytesOf(Queue) + DefinitionOptions.Encode(Queue).Length;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Name(Queue.Name);
        PolicyFields.Write(ref writer, Queue);
        writer.Bytes(DefinitionOptions.Encode(Queue));
    }

    /// <inheritdoc/>
    public static DeclareQueueFrame ReadPayload(ref FrameReader reader) =>
        new(PolicyFields.Read(ref reader, new QueueDefinition(reader.Name())).WithOptions(ref reader));
}
