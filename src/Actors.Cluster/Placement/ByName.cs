using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Actors.Cluster.Placement;

/// <summary>
/// Which silo a queue or topic belongs on: the one whose address and its name have the highest hash together. All silos come to
/// the same answer without asking each other, and when one joins or leaves only what it gets or had moves.
/// </summary>
internal static class ByName
{
    /// <param name="name">The queue or topic.</param>
    /// <param name="silos">The silos there are; at least one.</param>
    public static SiloAddress Choose(string name, IEnumerable<SiloAddress> silos) => silos.MaxBy(silo => (Weigh(name, silo), silo))!;

    private static ulong Weigh(string name, SiloAddress silo) => XxHash64.HashToUInt64(MemoryMarshal.AsBytes(name.AsSpan()), silo.GetConsistentHashCode());
}
