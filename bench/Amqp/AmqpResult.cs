namespace Actors.Bench.Amqp;

/// <summary>What a load came to.</summary>
/// <param name="Published">Messages published, each delivered as often as planned.</param>
/// <param name="Elapsed">On the clock, until the last was delivered.</param>
/// <param name="Broker">Processor time of the broker.</param>
/// <param name="Generator">Processor time of the generator.</param>
internal readonly record struct AmqpResult(long Published, TimeSpan Elapsed, TimeSpan Broker, TimeSpan Generator)
{
    /// <summary>Messages per second.</summary>
    public double Rate => Published / Elapsed.TotalSeconds;
}
