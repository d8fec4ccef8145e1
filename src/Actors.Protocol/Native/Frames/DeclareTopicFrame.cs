namespace Actors.Protocol.Native;

/// <summary>Makes sure a topic exists. Answered by Ok.</summary>
/// <param name="Topic">The topic's name.</param>
public readonly record struct DeclareTopicFrame(string Topic) : IFrame<DeclareTopicFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.DeclareTopic;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfName(Topic);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => writer.Name(Topic);

    /// <inheritdoc/>
    public static DeclareTopicFrame ReadPayload(ref FrameReader reader) => new(reader.Name());
}
