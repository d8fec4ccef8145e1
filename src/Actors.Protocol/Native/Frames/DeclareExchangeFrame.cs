namespace Actors.Protocol.Native;

/// <summary>Makes sure an exchange exists. Answered by Ok.</summary>
/// <param name="Exchange">The definition; whether it is in range is the broker's to say.</param>
public readonly record struct DeclareExchangeFrame(ExchangeDefinition Exchange) : IFrame<DeclareExchangeFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.DeclareExchange;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfName(Exchange.Name) + DefinitionOptions.Encode(Exchange).Length;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Name(Exchange.Name);
        writer.Bytes(DefinitionOptions.Encode(Exchange));
    }

    /// <inheritdoc/>
    public static DeclareExchangeFrame ReadPayload(ref FrameReader reader) =>
        new(new ExchangeDefinition(reader.Name()).WithOptions(ref reader));
}
