using System.Diagnostics;
using Actors.Bench.Brokers;

namespace Actors.Bench.Loads;

/// <summary>Publishers and consumers at work, until every message is confirmed, delivered and acked.</summary>
internal static class Flow
{
    /// <summary>Runs a load on queues and topics that are there and empty.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="plan">The load.</param>
    /// <exception cref="BenchFailure">A message was lost, doubled or came out of order.</exception>
    public static async Task<FlowResult> RunAsync(ITestedBroker broker, FlowPlan plan)
    {
        var connections = new List<IBroker>();
        var consumers = new List<ConsumeLoad>();
        try
        {
            foreach (var source in plan.Sources)
            {
                connections.Add(await broker.ConnectAsync());
                consumers.Add(await ConsumeLoad.StartAsync(connections[^1], source, plan.Targets.Length, plan.BodyBytes, plan.Style, plan.Keys));
            }

            var publishers = await Task.WhenAll(plan.Targets.Select(_ => broker.ConnectAsync()));
            connections.AddRange(publishers);
            var ackedBefore = await AckedAsync(publishers[0], plan);
            var spent = Spending.Begin(broker);
            var published = await PublishAsync(publishers, plan);
            var delivered = await DrainAsync(publishers[0], plan, published, consumers, ackedBefore);
            return new FlowResult(published.Sum(), delivered, spent());
        }
        finally
        {
            foreach (var consumer in consumers)
            {
                await consumer.DisposeAsync();
            }

            foreach (var connection in connections)
            {
                await broker.CloseAsync(connection);
            }
        }
    }

    /// <summary>Waits until everything published was delivered and its acks have reached the broker.</summary>
    /// <param name="broker">Any connection.</param>
    /// <param name="plan">The load.</param>
    /// <param name="published">How many messages each publisher published.</param>
    /// <param name="consumers">Who consumes.</param>
    /// <param name="ackedBefore">Acks the broker had counted before.</param>
    /// <returns>How many deliveries there were.</returns>
    private static async Task<long> DrainAsync(IBroker broker, FlowPlan plan, long[] published, List<ConsumeLoad> consumers, long ackedBefore)
    {
        var sources = plan.Sources.Distinct().ToArray();
        var expected = sources.Sum(source => Expected(plan, source, published, count => count));
        await Progress.UntilAsync(expected, () => ValueTask.FromResult(consumers.Sum(consumer => consumer.Count)), "delivered");
        await Progress.UntilAsync(expected, async () => await AckedAsync(broker, plan) - ackedBefore, "acked");

        // The sum over 0 to n - 1 tells a message lost and another doubled from all of them once.
        var expectedSum = sources.Sum(source => Expected(plan, source, published, count => count * (count - 1) / 2));
        var sum = consumers.Sum(consumer => consumer.Tally.Sum);
        var outOfOrder = consumers.Sum(consumer => consumer.Tally.OutOfOrder);
        return sum == expectedSum && outOfOrder == 0
            ? expected
            : throw new BenchFailure($"The consumers got {expected} messages, but not those published, or not in order: {outOfOrder} out of order, sum of sequences {sum} and not {expectedSum}.");
    }

    private static Task<long[]> PublishAsync(IBroker[] publishers, FlowPlan plan)
    {
        var end = Stopwatch.GetTimestamp() + (long)(plan.Duration.TotalSeconds * Stopwatch.Frequency);
        return Task.WhenAll(plan.Targets.Select((target, number) => Task.Run(() =>
            PublishLoad.RunAsync(publishers[number], target, number, plan.BodyBytes, plan.Style, _ => Stopwatch.GetTimestamp() < end, keys: plan.Keys))));
    }

    private static long Expected(FlowPlan plan, string source, long[] published, Func<long, long> of) =>
        published.Where((_, number) => plan.Targets[number] == EntityOf(source)).Sum(of);

    private static string EntityOf(string source) => source.Split('/')[0];

    private static async ValueTask<long> AckedAsync(IBroker broker, FlowPlan plan)
    {
        long acked = 0;
        foreach (var source in plan.Sources.Distinct())
        {
            acked += (await broker.DescribeAsync(source)).Acked;
        }

        return acked;
    }
}
