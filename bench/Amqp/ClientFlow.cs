using System.Diagnostics;
using Actors.Bench.Loads;
using Actors.Bench.Machines;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Actors.Bench.Amqp;

/// <summary>The same load with RabbitMQ's own client, written as services are: confirms tracked, every message acked by itself.</summary>
internal static class ClientFlow
{
    /// <summary>Runs a load on queues that are there and empty.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="plan">The load; durable.</param>
    public static async Task<AmqpResult> RunAsync(IAmqpBroker broker, AmqpPlan plan)
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = plan.Port };
        var tallies = new List<Tally>();
        var connections = new List<IConnection>();
        try
        {
            foreach (var source in plan.Sources)
            {
                connections.Add(await factory.CreateConnectionAsync());
                tallies.Add(await ConsumeAsync(connections[^1], source, plan));
            }

            var brokerAtStart = broker.Usage.Cpu;
            var generatorAtStart = ProcessUsage.Of(Environment.ProcessId).Cpu;
            var start = Stopwatch.GetTimestamp();
            var end = start + (long)(plan.Duration.TotalSeconds * Stopwatch.Frequency);
            var counts = await Task.WhenAll(Enumerable.Range(0, plan.Publishers).Select(async number =>
            {
                var connection = await factory.CreateConnectionAsync();
                lock (connections)
                {
                    connections.Add(connection);
                }

                return await PublishAsync(connection, plan, number, end);
            }));
            await Progress.UntilAsync(counts.Sum(), () => ValueTask.FromResult(tallies.Sum(tally => tally.Count)), "delivered");
            return new AmqpResult(
                counts.Sum(), Stopwatch.GetElapsedTime(start), broker.Usage.Cpu - brokerAtStart, ProcessUsage.Of(Environment.ProcessId).Cpu - generatorAtStart);
        }
        finally
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private static async Task<long> PublishAsync(IConnection connection, AmqpPlan plan, int number, long end)
    {
        // The limiter that the client brings along delays publishes long before its limit; the queue below bounds them exactly.
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);
        var channel = await connection.CreateChannelAsync(options);
        var properties = new BasicProperties { Persistent = true };
        var underWay = new Queue<(Task Confirm, byte[] Body)>();
        var bodies = new Stack<byte[]>();
        long published = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            if (!bodies.TryPop(out var body))
            {
                body = new Payload(number, plan.BodyBytes).Message.Body.ToArray();
            }

            Payload.Stamp(body, published++);
            underWay.Enqueue((channel.BasicPublishAsync(plan.Exchange, plan.RoutingKeys[number], false, properties, body).AsTask(), body));
            while (underWay.Count >= plan.Outstanding || (underWay.TryPeek(out var next) && next.Confirm.IsCompleted))
            {
                var (confirm, done) = underWay.Dequeue();
                await confirm;
                bodies.Push(done);
            }
        }

        await Task.WhenAll(underWay.Select(one => one.Confirm));
        return published;
    }

    private static async Task<Tally> ConsumeAsync(IConnection connection, string queue, AmqpPlan plan)
    {
        var channel = await connection.CreateChannelAsync();
        var tally = new Tally(plan.Publishers);
        await channel.BasicQosAsync(0, (ushort)plan.Prefetch, false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            tally.Add(delivery.Body.Span);
            await channel.BasicAckAsync(delivery.DeliveryTag, false);
        };
        await channel.BasicConsumeAsync(queue, false, consumer);
        return tally;
    }
}
