using System.Diagnostics;
using Actors.Cluster.Tests.Postgres;
using Actors.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Clusters;

/// <summary>Queues nobody uses sleep: what they cost then, and what wakes them. Beside nothing else, because memory is measured.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class SleepTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private TestSilo? _silo;

    private TestSilo Silo => _silo!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _silo = await TestSilo.StartAsync(_database.ConnectionString, "sleep");
    }

    public async Task DisposeAsync()
    {
        await Silo.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_delayed_message_wakes_its_sleeping_queue()
    {
        await Silo.Broker.DeclareAsync(new QueueDefinition("sleeper"));
        await Silo.Broker.PublishAsync("sleeper", new Message("later"));
        var delivery = await Silo.Broker.ReceiveAsync("sleeper", TimeSpan.FromSeconds(10));
        await delivery!.NackAsync(TimeSpan.FromSeconds(2));
        var before = (await Silo.Broker.DescribeAsync("sleeper")).Delayed;
        await SleepAsync("sleeper");

        // Nobody asks for it: only the reminder can bring it back.
        var since = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await IsAwakeAsync("sleeper"))
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60), "After 60 seconds the queue had not been woken.");
            await timer.WaitForNextTickAsync();
        }

        Assert.Equal(1, before);
        Assert.Equal(1, (await Silo.Broker.DescribeAsync("sleeper")).Ready);
    }

    [Fact]
    public async Task Idle_queues_by_the_thousand_send_nothing_to_the_database_and_take_little_memory()
    {
        var queues = FaultTest.Rounds(1_000, 10_000);
        await DeclareAsync("warm-", 200);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        await DeclareAsync("idle-", queues);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / queues;

        output.WriteLine($"declared in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s; {each} bytes each");
        Assert.True(each < 10 * 1024, $"An idle queue takes {each} bytes.");
        await UntilQuietAsync();
    }

    // The silo itself asks for a sign of life once a second, and looks after its membership. PostgreSQL counts with a delay.
    private async Task UntilQuietAsync()
    {
        const int Quiet = 20;
        var since = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
        for (var last = await TransactionsAsync(); ;)
        {
            await timer.WaitForNextTickAsync();
            var now = await TransactionsAsync();
            if (now - last < Quiet)
            {
                output.WriteLine($"{now - last} transactions in 5 seconds");
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60), $"Idle queues still sent {now - last} transactions in 5 seconds.");
            last = now;
        }
    }

    private Task DeclareAsync(string prefix, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) => await Silo.Broker.DeclareAsync(new QueueDefinition($"{prefix}{i}")));

    private Task<long> TransactionsAsync() => _database.QueryAsync<long>("select xact_commit + xact_rollback from pg_stat_database where datname = current_database()");

    private async Task SleepAsync(string queue)
    {
        await Silo.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        Assert.False(await IsAwakeAsync(queue), "The queue did not go to sleep.");
    }

    private async Task<bool> IsAwakeAsync(string queue)
    {
        var statistics = await Silo.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return statistics.Any(grain => grain.GrainId.Type.ToString() == "actors-log" && grain.GrainId.Key.ToString() == queue);
    }
}
