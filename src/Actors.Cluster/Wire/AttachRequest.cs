using Actors.Cluster.Deliveries;

namespace Actors.Cluster.Wire;

/// <summary>Attaches a consumer.</summary>
/// <param name="Consumer">Its name.</param>
/// <param name="Replaces">The number of the attachment it had before, which ends without counting as failed; 0 for none.</param>
/// <param name="Subscription">A topic's subscription, or null.</param>
/// <param name="Prefetch">How many unsettled messages it may hold.</param>
/// <param name="LeaseTimeout">How long it holds one; null for the policy's.</param>
/// <param name="Observer">Where its deliveries go.</param>
/// <param name="KeepsLease">Whether it holds messages for as long as it is attached.</param>
/// <param name="Silo">The silo the broker instance lives in, and dies with; null outside of silos.</param>
/// <param name="Priority">Those of a higher one are served first.</param>
/// <param name="Exclusive">Whether it has to be alone.</param>
[GenerateSerializer, Immutable, Alias("actors.attach")]
public sealed record AttachRequest(
    [property: Id(0)] ConsumerKey Consumer,
    [property: Id(1)] long Replaces,
    [property: Id(2)] string? Subscription,
    [property: Id(3)] int Prefetch,
    [property: Id(4)] TimeSpan? LeaseTimeout,
    [property: Id(5)] IDeliveryObserver Observer,
    [property: Id(6)] bool KeepsLease,
    [property: Id(7)] SiloAddress? Silo,
    [property: Id(8)] int Priority,
    [property: Id(9)] bool Exclusive);
