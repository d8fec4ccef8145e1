using System.Diagnostics;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Processes;

public sealed class KillTests(ITestOutputHelper output) : FaultTest(output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Median = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task Silos_killed_at_random_lose_nothing_and_are_replaced_within_three_seconds()
    {
        var random = new Random(Seed);
        await using var cluster = await ProcessCluster.StartAsync(Database.ConnectionString, silos: 3, Seed);
        await cluster.LoadAsync(queues: 6);
        var gaps = new List<TimeSpan>();
        var slowness = await Machine.SlownessAsync();
        for (var round = 0; round < Rounds(3, 20); round++)
        {
            var victim = random.Next(cluster.Silos.Count);
            await cluster.Silos[victim].KillAsync();
            gaps.Add(await cluster.ServesAsync(Stopwatch.GetTimestamp()));
            Tell($"round {round}: silo {victim} killed, every queue served again after {gaps[^1].TotalSeconds:F2} s");
            slowness = Math.Max(slowness, await Machine.SlownessAsync());
            await cluster.ReplaceAsync(victim);
            await cluster.ServesAsync(Stopwatch.GetTimestamp());
        }

        await cluster.DrainAsync();
        gaps.Sort();
        Tell($"{cluster.History.Confirmed} confirmed, {cluster.Failed.Count} not; median {gaps[gaps.Count / 2].TotalSeconds:F2} s, longest {gaps[^1].TotalSeconds:F2} s, on a machine {slowness:F1} times slower than free");
        Assert.All(cluster.Failed, failed => Assert.Equal(ErrorCode.OutcomeUnknown, failed.Code));
        Assert.True(gaps[^1] < Longest * slowness && gaps[gaps.Count / 2] < Median * slowness, $"It took up to {gaps[^1]} until every queue served again, {gaps[gaps.Count / 2]} in the median.");
    }
}
