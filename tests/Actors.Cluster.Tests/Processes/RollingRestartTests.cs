using System.Diagnostics;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Processes;

public sealed class RollingRestartTests(ITestOutputHelper output) : FaultTest(output)
{
    [Fact]
    public async Task A_rolling_restart_fails_no_publish_loses_nothing_and_keeps_the_order()
    {
        await using var cluster = await ProcessCluster.StartAsync(Database.ConnectionString, silos: 3, Seed);
        await cluster.LoadAsync(queues: 6);
        for (var round = 0; round < Rounds(1, 5); round++)
        {
            for (var silo = 0; silo < cluster.Silos.Count; silo++)
            {
                await cluster.Silos[silo].StopAsync();
                await cluster.ServesAsync(Stopwatch.GetTimestamp());
                await cluster.ReplaceAsync(silo);
                await cluster.ServesAsync(Stopwatch.GetTimestamp());
            }
        }

        await cluster.DrainAsync();
        Tell($"{cluster.History.Confirmed} confirmed; the longest any queue went without a confirm was {cluster.Loads.Max(load => load.LongestPause).TotalSeconds:F2} s");
        Assert.True(cluster.Failed.Count == 0, $"{cluster.Failed.Count} publishes failed, the first: {cluster.Failed.FirstOrDefault()}");
    }
}
