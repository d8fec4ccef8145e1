using Orleans.Runtime.Placement;

namespace Actors.Cluster.Placement;

/// <summary>Answers Orleans where a grain with <see cref="ByNamePlacement"/> is to be activated.</summary>
internal sealed class ByNamePlacementDirector(Homes homes) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        IReadOnlyList<SiloAddress> silos = homes.Silos;
        return Task.FromResult(ByName.Choose(target.GrainIdentity.Key.ToString()!, silos.Count > 0 ? silos : context.GetCompatibleSilos(target)));
    }
}
