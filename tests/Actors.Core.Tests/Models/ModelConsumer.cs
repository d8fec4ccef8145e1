namespace Actors.Core.Tests.Models;

/// <summary>A consumer, or a receive that waits.</summary>
internal sealed class ModelConsumer
{
    public int Prefetch { get; set; }

    public long LeaseTimeout { get; init; }

    public bool Once { get; init; }

    public long WaitsUntil { get; init; } = long.MaxValue;
}
