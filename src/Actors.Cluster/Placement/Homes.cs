using Actors.Cluster.Grains;

namespace Actors.Cluster.Placement;

/// <summary>
/// The silos that queues and topics can live on. Asked of membership itself: what Orleans thinks compatible can lag behind a
/// silo that joined, and queues would go back and forth between two opinions.
/// </summary>
internal sealed class Homes(IClusterMembershipService membership, IClusterManifestProvider manifests)
{
    private static readonly GrainType Hosted = GrainType.Create(LogGrain.TypeName);

    /// <summary>Rises with every change of the cluster.</summary>
    public MembershipVersion Version => membership.CurrentSnapshot.Version;

    /// <summary>The silos at this moment.</summary>
    public IReadOnlyList<SiloAddress> Silos
    {
        get
        {
            var known = manifests.Current.Silos;
            return [.. membership.CurrentSnapshot.Members.Values
                .Where(member => member.Status == SiloStatus.Active && (!known.TryGetValue(member.SiloAddress, out var manifest) || manifest.Grains.ContainsKey(Hosted)))
                .Select(member => member.SiloAddress)];
        }
    }
}
