namespace Actors.Cluster.Placement;

/// <summary>Has activations placed by <see cref="ByName"/>.</summary>
[GenerateSerializer, Immutable, Alias("actors.by-name")]
internal sealed class ByNamePlacement : PlacementStrategy;
