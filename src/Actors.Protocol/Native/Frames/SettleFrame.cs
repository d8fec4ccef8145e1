namespace Actors.Protocol.Native;

/// <summary>Ends leases. Answered by Settled if an answer is wanted.</summary>
/// <param name="Target">Whose leases.</param>
/// <param name="Settlements">Which leases, and how they end; whether they are in range is the broker's to say.</param>
public readonly record struct SettleFrame(SettleTarget Target, ReadOnlyMemory<Settlement> Settlements) : IFrame<SettleFrame>
{
    private const int SettlementBytes = FrameWriter.LeaseRunBytes + 9;

    /// <inheritdoc/>
    public static FrameType Type => FrameType.Settle;

    /// <inheritdoc/>
    public int PayloadBytes => Target.Bytes + (Settlements.Length * SettlementBytes);

    /// <inheritdoc/>
    public void WritePayload(ref FrameWriter writer)
    {
        Target.Write(ref writer);
        foreach (ref readonly var settlement in Settlements.Span)
        {
            writer.LeaseRun(settlement.Leases);
            writer.Byte((byte)settlement.Verb);
            WriteDetail(ref writer, settlement);
        }
    }

    /// <inheritdoc/>
    public static SettleFrame ReadPayload(ref FrameReader reader)
    {
        var target = SettleTarget.Read(ref reader);
        var settlements = new Settlement[reader.CountOf(SettlementBytes)];
        for (var i = 0; i < settlements.Length; i++)
        {
            settlements[i] = ReadDetail(ref reader, new Settlement(reader.LeaseRun(), (SettleVerb)reader.Byte()));
        }

        return new(target, settlements);
    }

    // An ack may tell what the work cost, others a delay: there is one field for both.
    private static void WriteDetail(ref FrameWriter writer, in Settlement settlement)
    {
        if (settlement.Verb == SettleVerb.Ack && settlement.Delay == default)
        {
            writer.Int64(settlement.Cost is { } cost ? cost + 1 : 0);
        }
        else
        {
            writer.LongDuration(settlement.Delay);
        }
    }

    private static Settlement ReadDetail(ref FrameReader reader, in Settlement settlement)
    {
        if (settlement.Verb != SettleVerb.Ack)
        {
            return settlement with { Delay = reader.LongDuration() };
        }

        var cost = reader.Int64();
        return cost == 0 ? settlement : settlement with { Cost = cost - 1 };
    }
}
