using System.Numerics;
using Actors.Core.Offsets;

namespace Actors.Core.Subscriptions;

/// <summary>64 neighbouring messages of which at least one was touched and is not settled.</summary>
internal sealed class LeasePage
{
    /// <summary>Held by a consumer.</summary>
    public ulong Leased;

    /// <summary>Ready again later.</summary>
    public ulong Delayed;

    /// <summary>Ready again.</summary>
    public ulong Returned;

    /// <summary>On their way to the dead-letter queue.</summary>
    public ulong Departing;

    /// <summary>Held for longer than their lease first said; the clock asks for them again.</summary>
    public ulong Extended;

    /// <summary>The details, by place in the page.</summary>
    public readonly Lease[] Leases = new Lease[Page.Size];

    /// <summary>In any of the four states.</summary>
    public ulong Touched => Leased | Delayed | Returned | Departing;

    /// <summary>Takes messages out of whatever state they are in.</summary>
    public void Forget(ulong mask)
    {
        Leased &= ~mask;
        Delayed &= ~mask;
        Returned &= ~mask;
        Departing &= ~mask;
        Extended &= ~mask;
    }

    /// <summary>Those asked for that are held by this very attempt.</summary>
    public ulong HeldAt(ulong asked, int attempt)
    {
        var held = Leased & asked;
        for (var rest = held; rest != 0; rest &= rest - 1)
        {
            var index = BitOperations.TrailingZeroCount(rest);
            if (Leases[index].Attempt != attempt)
            {
                held &= ~(1UL << index);
            }
        }

        return held;
    }

    /// <summary>Those held by a consumer.</summary>
    public ulong HeldBy(int consumer)
    {
        var held = 0UL;
        for (var rest = Leased; rest != 0; rest &= rest - 1)
        {
            var index = BitOperations.TrailingZeroCount(rest);
            held |= Leases[index].Consumer == consumer ? 1UL << index : 0;
        }

        return held;
    }
}
