namespace Actors.Cluster.Wire;

/// <summary>A consumer is attached.</summary>
/// <param name="Pipe">The pipe its deliveries come through.</param>
/// <param name="Silo">The silo at the other end of the pipe: when it is dead, so is the pipe.</param>
[GenerateSerializer, Immutable, Alias("actors.attached")]
public sealed record AttachReceipt([property: Id(0)] Guid Pipe, [property: Id(1)] SiloAddress Silo);
