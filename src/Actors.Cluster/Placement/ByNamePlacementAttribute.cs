using Orleans.Placement;

namespace Actors.Cluster.Placement;

/// <summary>Has activations of a grain class placed by <see cref="ByName"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ByNamePlacementAttribute() : PlacementAttribute(new ByNamePlacement());
