namespace Actors.Protocol.Native;

/// <summary>Makes sure a subscription exists. Answered by Ok.</summary>
/// <param name="Subscription">The definition; whether it is in range is the broker's to say.</param>
public readonly record struct DeclareSubscriptionFrame(SubscriptionDefinition Subscription) : IFrame<DeclareSubscriptionFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.DeclareSubscription;

    /// <inheritdoc/>
    public int PayloadBytes => FrameWriter.BytesOfName(Subscription.Topic) + FrameWriter.BytesOfName(Subscription.Name) + PolicyFields.BytesOf(Subscription) + DefinitionOptions.Encode(Subscription).Length;

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.Name(Subscription.Topic);
        writer.Name(Subscription.Name);
        PolicyFields.Write(ref writer, Subscription);
        writer.Bytes(DefinitionOptions.Encode(Subscription));
    }

    /// <inheritdoc/>
    public static DeclareSubscriptionFrame ReadPayload(ref FrameReader reader) =>
        new(PolicyFields.Read(ref reader, new SubscriptionDefinition(reader.Name(), reader.Name())).WithOptions(ref reader));
}
