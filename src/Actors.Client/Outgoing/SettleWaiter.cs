namespace Actors.Outgoing;

/// <summary>Settlements of one call, waiting to be durable.</summary>
/// <param name="settlements">The call's settlements.</param>
internal sealed class SettleWaiter(ReadOnlyMemory<Settlement> settlements)
    : TaskCompletionSource<SettleReceipt>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>What is to be settled.</summary>
    public ReadOnlyMemory<Settlement> Settlements => settlements;

    /// <summary>Tells the call which of its own leases were stale.</summary>
    /// <param name="stale">The stale leases of the whole frame.</param>
    public void Settled(ReadOnlySpan<LeaseRun> stale)
    {
        if (stale.IsEmpty)
        {
            TrySetResult(SettleReceipt.Complete);
            return;
        }

        var own = new List<LeaseRun>();
        foreach (ref readonly var settlement in settlements.Span)
        {
            foreach (ref readonly var run in stale)
            {
                if (Intersect(settlement.Leases, run) is { Count: > 0 } both)
                {
                    own.Add(both);
                }
            }
        }

        TrySetResult(new SettleReceipt(own));
    }

    private static LeaseRun Intersect(in LeaseRun a, in LeaseRun b)
    {
        if (a.Partition != b.Partition || a.Epoch != b.Epoch || a.Attempt != b.Attempt)
        {
            return default;
        }

        var first = Math.Max(a.FirstOffset, b.FirstOffset);
        var end = Math.Min(a.FirstOffset + a.Count, b.FirstOffset + b.Count);
        return a with { FirstOffset = first, Count = (int)Math.Max(0, end - first) };
    }
}
