using Actors.Cluster.Wire;
using Orleans.Concurrency;

namespace Actors.Cluster.Deliveries;

/// <summary>Where silos send what the consumers of one broker instance get.</summary>
[Alias("actors.deliveries")]
public interface IDeliveryObserver : IGrainObserver
{
    /// <summary>Takes a parcel.</summary>
    /// <param name="parcel">The parcel.</param>
    [OneWay, Alias("deliver")]
    Task DeliverAsync(Parcel parcel);

    /// <summary>A sign of life, both ways: each side that misses it for some seconds gives the other up.</summary>
    /// <param name="pipe">The pipe.</param>
    /// <param name="sequence">The number of the last parcel sent through it.</param>
    /// <returns>Whether the broker instance knows the pipe; if not, nobody waits for its parcels.</returns>
    [Alias("ping")]
    Task<bool> PingAsync(Guid pipe, long sequence);
}
