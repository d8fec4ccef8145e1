namespace Actors.Bench.Loads;

/// <summary>What a load came to.</summary>
/// <param name="Published">Messages confirmed.</param>
/// <param name="Delivered">Deliveries acked.</param>
/// <param name="Spent">What it took.</param>
internal readonly record struct FlowResult(long Published, long Delivered, Spending Spent)
{
    /// <summary>Messages per second, each published, confirmed, delivered and acked.</summary>
    public double MessagesPerSecond => Published / Spent.Elapsed.TotalSeconds;

    /// <summary>Deliveries per second, each acked.</summary>
    public double DeliveriesPerSecond => Delivered / Spent.Elapsed.TotalSeconds;
}
