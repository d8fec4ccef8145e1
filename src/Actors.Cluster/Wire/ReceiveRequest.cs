namespace Actors.Cluster.Wire;

/// <summary>A one-shot receive; see <see cref="ReceiveOptions"/>.</summary>
/// <param name="MaxMessages">Most messages to take.</param>
/// <param name="Wait">How long to wait for the first.</param>
/// <param name="LeaseTimeout">How long they are held; null for the policy's.</param>
/// <param name="Id">By what it can be cancelled; new for each.</param>
[GenerateSerializer, Immutable, Alias("actors.receive")]
public sealed record ReceiveRequest([property: Id(0)] int MaxMessages, [property: Id(1)] TimeSpan Wait, [property: Id(2)] TimeSpan? LeaseTimeout, [property: Id(3)] Guid Id);
