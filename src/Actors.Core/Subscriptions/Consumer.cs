namespace Actors.Core.Subscriptions;

/// <summary>Somebody who takes messages: attached with a prefetch, or receiving once.</summary>
/// <param name="id">Its number, unique within the actor's life; above 0.</param>
/// <param name="leaseTimeout">How long it holds a message, in ticks.</param>
internal sealed class Consumer(int id, long leaseTimeout)
{
    public int Id { get; } = id;

    public long LeaseTimeout { get; } = leaseTimeout;

    /// <summary>Whether it holds messages for as long as it is attached.</summary>
    public bool KeepsLease { get; init; }

    /// <summary>Those of a higher priority are served first, as long as they have credit.</summary>
    public int Priority { get; init; }

    /// <summary>Attached only as long as no other is.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>How many unsettled messages it may hold.</summary>
    public int Prefetch { get; set; }

    /// <summary>How many it holds.</summary>
    public int Held { get; set; }

    /// <summary>What remains of its prefetch.</summary>
    public int Credit => Prefetch - Held;

    /// <summary>Leaves after its first messages.</summary>
    public bool Once { get; init; }

    /// <summary>When a receive stops waiting, in ticks of UTC; <see cref="long.MaxValue"/> for an attached consumer.</summary>
    public long WaitsUntil { get; init; } = long.MaxValue;

    /// <summary>Whether it stands in the ring of those to be served.</summary>
    public bool InRing { get; set; }

    /// <summary>Gone: still in the ring perhaps, but to be passed over.</summary>
    public bool Left { get; set; }
}
