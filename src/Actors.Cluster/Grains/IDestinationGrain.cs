namespace Actors.Cluster.Grains;

/// <summary>What the two ends of a binding tell each other, so that neither outlives the other in it.</summary>
[Alias("actors.destination")]
internal interface IDestinationGrain : IGrainWithStringKey
{
    /// <summary>An exchange is about to have a binding to this name.</summary>
    /// <returns>What this name stands for.</returns>
    [Alias("bound")]
    Task<EntityKind> BoundAsync(string exchange);

    /// <summary>A destination of this exchange is gone: forget the bindings to it.</summary>
    [Alias("forget")]
    Task ForgetAsync(string destination);
}
