namespace Actors.Protocol.Native;

/// <summary>Answers Settle and Extend: all was carried out but for the leases listed here.</summary>
/// <param name="Stale">Leases that were no longer held.</param>
public readonly record struct SettledFrame(ReadOnlyMemory<LeaseRun> Stale) : IFrame<SettledFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Settled;

    /// <inheritdoc/>
    public int PayloadBytes => LeaseRuns.BytesOf(Stale);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer) => LeaseRuns.Write(ref writer, Stale);

    /// <inheritdoc/>
    public static SettledFrame ReadPayload(ref FrameReader reader) => new(LeaseRuns.Read(ref reader));
}
