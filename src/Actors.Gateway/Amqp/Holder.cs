namespace Actors.Gateway.Amqp;

/// <summary>Who on a channel holds deliveries of one queue: a consumer, or everything that was got from it one by one.</summary>
/// <param name="source">The queue, as the broker calls it.</param>
internal class Holder(string source)
{
    // Settlements are asked for by the read loop only.
    private readonly List<Settlement> _settlements = [];

    /// <summary>The queue, as the broker calls it.</summary>
    public string Source => source;

    /// <summary>How many of its deliveries are unsettled. Guarded by the channel's gate.</summary>
    public int Held { get; set; }

    /// <summary>Notes that a delivery is over; neighbours are put together.</summary>
    /// <param name="unsettled">The delivery.</param>
    /// <param name="verb">How it ends.</param>
    public void Settle(in Unsettled unsettled, SettleVerb verb)
    {
        if (_settlements.Count > 0)
        {
            ref var last = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_settlements)[^1];
            var leases = last.Leases;
            if (last.Verb == verb && leases.Attempt == unsettled.Attempt && leases.Epoch == unsettled.Epoch && leases.Partition == unsettled.Partition
                && leases.FirstOffset + leases.Count == unsettled.Offset && leases.Count < Limits.Prefetch)
            {
                last = last with { Leases = leases with { Count = leases.Count + 1 } };
                return;
            }
        }

        _settlements.Add(new Settlement(new LeaseRun(unsettled.Partition, unsettled.Epoch, unsettled.Offset, 1, unsettled.Attempt), verb));
    }

    /// <summary>Hands what is to be settled to the broker, without waiting for an answer.</summary>
    /// <param name="broker">The broker.</param>
    public void Flush(IBroker broker)
    {
        broker.Settle(source, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_settlements));
        _settlements.Clear();
    }

    /// <summary>Takes what is to be settled, to wait for its answer.</summary>
    public Settlement[] TakeSettlements()
    {
        Settlement[] taken = [.. _settlements];
        _settlements.Clear();
        return taken;
    }

    /// <summary>The last of its deliveries was settled; on the read loop.</summary>
    public virtual void Emptied()
    {
    }
}
