namespace Actors.Protocol.Native;

/// <summary>Prolongs leases. Answered by Settled.</summary>
/// <param name="Target">Whose leases; an answer must be wanted.</param>
/// <param name="Timeout">When they are to end, from now.</param>
/// <param name="Leases">Which leases.</param>
public readonly record struct ExtendFrame(SettleTarget Target, TimeSpan Timeout, ReadOnlyMemory<LeaseRun> Leases) : IFrame<ExtendFrame>
{
    /// <inheritdoc/>
    public static FrameType Type => FrameType.Extend;

    /// <inheritdoc/>
    public int PayloadBytes => Target.Bytes + 4 + LeaseRuns.BytesOf(Leases);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        Target.Write(ref writer);
        writer.Duration(Timeout);
        LeaseRuns.Write(ref writer, Leases);
    }

    /// <inheritdoc/>
    public static ExtendFrame ReadPayload(ref FrameReader reader)
    {
        var target = SettleTarget.Read(ref reader);
        return target.WantsAnswer
            ? new(target, reader.Duration(), LeaseRuns.Read(ref reader))
            : throw reader.Malformed("it does not want an answer");
    }
}
