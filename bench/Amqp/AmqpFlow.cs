using System.Diagnostics;
using Actors.Bench.Loads;
using Actors.Bench.Machines;

namespace Actors.Bench.Amqp;

/// <summary>Publishers and consumers at work, until every message is confirmed, delivered and acked.</summary>
internal static class AmqpFlow
{
    /// <summary>Runs a load on queues that are there and empty.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="plan">The load.</param>
    /// <exception cref="BenchFailure">A message was lost, doubled or came out of order.</exception>
    public static async Task<AmqpResult> RunAsync(IAmqpBroker broker, AmqpPlan plan)
    {
        var consumers = plan.Sources.Select(source => new LeanConsumer(plan, source)).ToList();
        try
        {
            var publishers = Enumerable.Range(0, plan.Publishers).Select(number => new LeanPublisher(plan, number)).ToList();
            var brokerAtStart = broker.Usage.Cpu;
            var generatorAtStart = ProcessUsage.Of(Environment.ProcessId).Cpu;
            var start = Stopwatch.GetTimestamp();
            var end = start + (long)(plan.Duration.TotalSeconds * Stopwatch.Frequency);
            var counts = await Task.WhenAll(publishers.Select(publisher => Task.Factory.StartNew(
                () => publisher.Run(end), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            var published = counts.Sum();
            await DeliveredAsync(plan, consumers, counts);
            return new AmqpResult(
                published, Stopwatch.GetElapsedTime(start), broker.Usage.Cpu - brokerAtStart, ProcessUsage.Of(Environment.ProcessId).Cpu - generatorAtStart);
        }
        finally
        {
            consumers.ForEach(consumer => consumer.Dispose());
        }
    }

    private static async Task DeliveredAsync(AmqpPlan plan, List<LeanConsumer> consumers, long[] counts)
    {
        var expected = counts.Sum() * plan.Copies;
        await Progress.UntilAsync(
            expected,
            () =>
            {
                if (consumers.Find(consumer => consumer.Failure is not null) is { Failure: { } failure })
                {
                    throw new BenchFailure($"A consumer failed: {failure.Message}", failure);
                }

                return ValueTask.FromResult(consumers.Sum(consumer => consumer.Tally.Count));
            },
            "delivered");
        var expectedSum = counts.Sum(count => count * (count - 1) / 2) * plan.Copies;
        var (sum, outOfOrder) = (consumers.Sum(consumer => consumer.Tally.Sum), consumers.Sum(consumer => consumer.Tally.OutOfOrder));
        if (sum != expectedSum || outOfOrder != 0)
        {
            throw new BenchFailure($"The consumers got {expected} messages, but not those published, or not in order: {outOfOrder} out of order, sum of sequences {sum} and not {expectedSum}.");
        }
    }
}
