namespace Actors.Protocol.Native;

/// <summary>Makes a subscription read from elsewhere. Answered by Sought.</summary>
/// <param name="Source">The subscription.</param>
/// <param name="Target">From where; whether it is in range is the broker's to say.</param>
public readonly record struct SeekFrame(string Source, SeekTarget Target) : IFrame<SeekFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Seek;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfAddress(Source) + 9 + FrameWriter.BytesOfName(Target.Name);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Address(Source);
        writer.Byte((byte)Target.Kind);
        writer.Int64(Target.Value);
        writer.Name(Target.Name);
    }

    /// <inheritdoc/>
    public static SeekFrame ReadPayload(ref FrameReader reader) =>
        new(reader.Address(), new SeekTarget((SeekKind)reader.Byte(), reader.Int64(), reader.Name()));
}
