namespace Actors.Protocol.Native;

/// <summary>Begins a session: attaches a consumer. Answered by Ok; deliveries may come before it.</summary>
/// <param name="Consumer">The id the session is to have; not in use in this connection.</param>
/// <param name="Source">A queue, or <c>topic/subscription</c>.</param>
/// <param name="Prefetch">How many unsettled messages the consumer may hold.</param>
/// <param name="LeaseTimeout">How long it holds a message; zero takes the source's own timeout.</param>
/// <param name="KeepsLease">Whether it holds messages for as long as it is attached.</param>
/// <param name="Priority">Those of a higher one are served first.</param>
/// <param name="Exclusive">Whether it has to be alone.</param>
public readonly record struct AttachFrame(uint Consumer, string Source, int Prefetch, TimeSpan LeaseTimeout = default, bool KeepsLease = false, int Priority = 0, bool Exclusive = false) : IFrame<AttachFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Attach;

    /// <inheritdoc/>
    public int PayloadBytes => 18 + FrameWriter.BytesOfAddress(Source);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        writer.UInt32(Consumer);
        writer.Address(Source);
        writer.UInt32((uint)Prefetch);
        writer.Duration(LeaseTimeout);
        writer.Flag(KeepsLease);
        writer.UInt32((uint)Priority);
        writer.Flag(Exclusive);
    }

    /// <inheritdoc/>
    public static AttachFrame ReadPayload(ref FrameReader reader) => new(reader.UInt32(), reader.Address(), reader.Count(), reader.Duration(), reader.Flag(), (int)reader.UInt32(), reader.Flag());
}
