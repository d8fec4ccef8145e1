using Orleans.Runtime.Placement;

namespace Actors.Cluster.Placement;

/// <summary>Answers Orleans where a grain with <see cref="ByNamePlacement"/> is to be activated.</summary>
internal sealed class ByNamePlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context) =>
        Task.FromResult(ByName.Choose(target.GrainIdentity.Key.ToString()!, context.GetCompatibleSilos(target)));
}
