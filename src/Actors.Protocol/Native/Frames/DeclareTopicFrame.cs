namespace Actors.Protocol.Native;

/// <summary>Makes sure a topic exists. Answered by Ok.</summary>
/// <param name="Topic">The definition; whether it is in range is the broker's to say.</param>
public readonly record struct DeclareTopicFrame(TopicDefinition Topic) : IFrame<DeclareTopicFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.DeclareTopic;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfName(Topic.Name) + DefinitionOptions.Encode(Topic).Length;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Name(Topic.Name);
        writer.Bytes(DefinitionOptions.Encode(Topic));
    }

    /// <inheritdoc/>
    public static DeclareTopicFrame ReadPayload(ref FrameReader reader) =>
        new(new TopicDefinition(reader.Name()).WithOptions(ref reader));
}
