using System.Collections.Concurrent;
using Actors.Cluster.Tests.Postgres;

namespace Actors.Cluster.Tests.Clusters;

public sealed class SnapshotTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string Queue = "snapshots";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Snapshots_stored_under_load_keep_recovery_short_and_lose_nothing()
    {
        var delayed = new ConcurrentDictionary<int, bool>();
        var published = 0;
        await using (var silo = await TestSilo.StartAsync(database.ConnectionString, "snapshots"))
        {
            await silo.Broker.DeclareAsync(new QueueDefinition(Queue) { DeliveryLimit = 0 });
            using var patience = new CancellationTokenSource(Patience);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
            var consuming = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ConsumeAsync(silo.Broker, delayed, patience.Token)));
            var publishing = Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await silo.Broker.PublishAsync(Queue, new Message(BitConverter.GetBytes(Interlocked.Increment(ref published) - 1)));
                }
            })));

            // The second one stands for the first, which is dropped.
            await UntilAsync(async () => await database.QueryAsync<long>("select coalesce(min(sequence) filter (where is_snapshot), 0) from actors.events") is > 0 and var first
                && await database.QueryAsync<long>("select coalesce(max(sequence) filter (where is_snapshot), 0) from actors.events") > first, patience.Token);
            await stop.CancelAsync();
            await publishing;
            await UntilAsync(async () => await silo.Broker.DescribeAsync(Queue) is { Ready: 0, Leased: 0 }, patience.Token);
            await patience.CancelAsync();
            await consuming;
        }

        await using var next = await TestSilo.StartAsync(database.ConnectionString, "snapshots");
        var recovered = await next.Broker.DescribeAsync(Queue);
        Assert.Equal((0, 0, delayed.Count), ((int)recovered.Ready, (int)recovered.Leased, (int)recovered.Delayed));
        Assert.Equal((published + 2) / 3, delayed.Count);
    }

    // One of three is put off for long, the others are acked: what a snapshot has to tell is full of holes.
    private static async Task ConsumeAsync(IBroker broker, ConcurrentDictionary<int, bool> delayed, CancellationToken stop)
    {
        try
        {
            await foreach (var delivery in broker.ConsumeAsync(Queue, new ConsumerOptions { Prefetch = 500 }, stop))
            {
                var number = BitConverter.ToInt32(delivery.Body.Span);
                if (number % 3 == 0)
                {
                    delayed[number] = true;
                    delivery.Nack(TimeSpan.FromHours(1));
                }
                else
                {
                    delivery.Ack();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken patience)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await holds())
        {
            await timer.WaitForNextTickAsync(patience);
        }
    }
}
