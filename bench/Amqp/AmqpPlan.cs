namespace Actors.Bench.Amqp;

/// <summary>A load, the same on every broker that speaks AMQP.</summary>
/// <param name="Port">The broker's port on this machine.</param>
/// <param name="RoutingKeys">What each publisher publishes with, in turn.</param>
/// <param name="Sources">The queue of each consumer; those of one queue compete.</param>
/// <param name="BodyBytes">Size of each body, from 20.</param>
/// <param name="Duration">How long is published.</param>
internal sealed record AmqpPlan(int Port, string[] RoutingKeys, string[] Sources, int BodyBytes, TimeSpan Duration)
{
    /// <summary>How many publishers there are.</summary>
    public int Publishers { get; init; } = RoutingKeys.Length;

    /// <summary>The exchange; the default one unless set.</summary>
    public string Exchange { get; init; } = "";

    /// <summary>Durable queues, persistent messages, confirms and acks; otherwise none of it.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How many messages of a publisher may wait for their confirm.</summary>
    public int Outstanding { get; init; } = 256;

    /// <summary>How many messages a consumer may hold.</summary>
    public int Prefetch { get; init; } = 256;

    /// <summary>How many copies of a message the consumers get, all together.</summary>
    public int Copies { get; init; } = 1;
}
