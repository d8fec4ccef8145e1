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
                var stoppedAt = Stopwatch.GetTimestamp();
                await cluster.Silos[silo].StopAsync();
                var took = Stopwatch.GetElapsedTime(stoppedAt);
                var gap = await cluster.ServesAsync(stoppedAt);
                Tell($"silo {silo} stopped in {took.TotalSeconds:F2} s; every queue served what was sent since after {gap.TotalSeconds:F2} s");
                await cluster.ReplaceAsync(silo);
                await cluster.ServesAsync(Stopwatch.GetTimestamp());
            }
        }

        await cluster.DrainAsync();
        Tell($"{cluster.History.Confirmed} confirmed");
        Assert.True(cluster.Failed.Count == 0, $"{cluster.Failed.Count} publishes failed, the first: {cluster.Failed.FirstOrDefault()}");
    }
}
