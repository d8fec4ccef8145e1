using System.Diagnostics;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Processes;

/// <summary>Silos are killed, frozen, restarted, and lose their database, under load; a checker looks at everything that happened.</summary>
[Collection(nameof(FaultTests))]
public sealed class FaultTests(ITestOutputHelper output)
{
    // What the machine of a test run adds to what is promised: it may be short of processors.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Silos_killed_at_random_lose_no_confirmed_message_and_bring_back_no_acked_one()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("ACTORS_TEST_ROUNDS") ?? "5");
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var cluster = await ProcessCluster.StartAsync(silos: 3, queues: 6);
        var gaps = new List<TimeSpan>();
        for (var round = 0; round < rounds; round++)
        {
            var victim = random.Next(cluster.Silos.Length);
            var killedAt = Stopwatch.GetTimestamp();
            await cluster.Silos[victim].KillAsync();
            gaps.Add(await cluster.ServesAsync(killedAt));
            output.WriteLine($"round {round}: silo {victim} killed, every queue served again after {gaps[^1].TotalSeconds:F2} s");
            await cluster.ReplaceAsync(victim);
            await cluster.ServesAsync(Stopwatch.GetTimestamp());
        }

        await cluster.DrainAsync();
        output.WriteLine($"{cluster.History.Confirmed} confirmed, {cluster.History.FailedPublishes.Count} of unknown outcome; median {gaps.Order().ElementAt(gaps.Count / 2).TotalSeconds:F2} s, longest {gaps.Max().TotalSeconds:F2} s");
        Assert.All(cluster.History.FailedPublishes, failed => Assert.Equal(ErrorCode.OutcomeUnknown, failed.Code));
        Assert.True(gaps.Max() < TimeSpan.FromSeconds(3) + Slack, $"It took {gaps.Max()} until every queue served again.");
    }

    [Fact]
    public async Task A_frozen_silo_that_wakes_up_confirms_and_delivers_nothing_of_what_it_lost()
    {
        await using var cluster = await ProcessCluster.StartAsync(silos: 3, queues: 6);
        for (var victim = 0; victim < 2; victim++)
        {
            var frozenAt = Stopwatch.GetTimestamp();
            cluster.Silos[victim].Freeze();

            // Those whose connection or queue is on the frozen silo wait for it; all others go on.
            var others = await cluster.ServesSomeAsync(frozenAt);
            output.WriteLine($"silo {victim} frozen, {others} of {cluster.Loads.Count} queues served while it was");
            cluster.Silos[victim].Thaw();
            await cluster.ServesAsync(Stopwatch.GetTimestamp());
            await cluster.ReplaceAsync(victim);
        }

        await cluster.DrainAsync();
        output.WriteLine($"{cluster.History.Confirmed} confirmed, {cluster.History.FailedPublishes.Count} of unknown outcome");
    }

    [Fact]
    public async Task A_database_that_goes_away_under_load_is_waited_for()
    {
        await using var cluster = await ProcessCluster.StartAsync(silos: 2, queues: 4);
        for (var round = 0; round < 3; round++)
        {
            var outage = await cluster.TakeDatabaseAwayAsync();
            using (var away = new PeriodicTimer(TimeSpan.FromSeconds(3)))
            {
                await away.WaitForNextTickAsync();
            }

            await outage.DisposeAsync();
            var gap = await cluster.ServesAsync(Stopwatch.GetTimestamp());
            output.WriteLine($"round {round}: every queue served {gap.TotalSeconds:F2} s after the database was back");
            Assert.True(gap < TimeSpan.FromSeconds(5) + Slack, $"It took {gap} until every queue served again.");
        }

        await cluster.DrainAsync();
        output.WriteLine($"{cluster.History.Confirmed} confirmed, {cluster.History.FailedPublishes.Count} failed");
    }
}
