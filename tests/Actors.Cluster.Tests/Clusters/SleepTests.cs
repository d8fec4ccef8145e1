using System.Diagnostics;
using Actors.Cluster.Tests.Postgres;

namespace Actors.Cluster.Tests.Clusters;

/// <summary>Queues nobody uses sleep: what they cost then, and what wakes them.</summary>
public sealed class SleepTests : IAsyncLifetime
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
    public async Task Ten_thousand_idle_queues_send_nothing_to_the_database_and_take_little_memory()
    {
        const int Queues = 10_000;
        await DeclareAsync("warm-", 200);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await DeclareAsync("idle-", Queues);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Queues;

        // What there is beside them asks for a sign of life once a second, and that is all.
        var calls = await CallsAsync();
        using (var quiet = new PeriodicTimer(TimeSpan.FromSeconds(5)))
        {
            await quiet.WaitForNextTickAsync();
        }

        var more = await CallsAsync() - calls;
        Assert.True(each < 10 * 1024, $"An idle queue takes {each} bytes.");
        Assert.True(more < 100, $"{Queues} idle queues sent {more} statements in 5 seconds.");
    }

    private Task DeclareAsync(string prefix, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, (i, _) => Silo.Broker.DeclareAsync(new QueueDefinition($"{prefix}{i}")));

    // Transactions of this database, as the server counts them; what it is asked for here is one more.
    private Task<long> CallsAsync() => _database.QueryAsync<long>("select pg_stat_clear_snapshot()::text::bigint");

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
