using System.Diagnostics;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Processes;

public sealed class FreezeTests(ITestOutputHelper output) : FaultTest(output)
{
    [Fact]
    public async Task A_silo_frozen_for_longer_than_failure_detection_takes_confirms_and_delivers_nothing_it_lost()
    {
        await using var cluster = await ProcessCluster.StartAsync(Database.ConnectionString, silos: 3, Seed);

        // Half of the clients notice the silence of their gateway and move. The others stay: what the frozen silo has
        // of them, and answers when it wakes up, is what could go wrong.
        await cluster.LoadAsync(queues: 6, longestSilence: TimeSpan.FromSeconds(2));
        await cluster.LoadAsync(queues: 6, longestSilence: TimeSpan.FromMinutes(1));
        for (var victim = 0; victim < Rounds(1, 6); victim++)
        {
            var silo = cluster.Silos[victim % cluster.Silos.Count];
            silo.Freeze();
            var gap = await cluster.ServesAsync(Stopwatch.GetTimestamp(), cluster.Loads.Take(6));
            Tell($"silo {victim} frozen; those who move served again after {gap.TotalSeconds:F2} s");

            // Two missed probes, the vote, and time for all that follows.
            await Waiting.PassAsync(6 * cluster.ProbeTimeout);
            silo.Thaw();
            await silo.ExitedAsync("after it was woken up and found itself replaced");
            gap = await cluster.ServesAsync(Stopwatch.GetTimestamp());
            Tell($"it ended with {silo.ExitCode}; all served {gap.TotalSeconds:F2} s later");
            await cluster.ReplaceAsync(victim % cluster.Silos.Count);
            await cluster.ServesAsync(Stopwatch.GetTimestamp());
        }

        await cluster.DrainAsync();
        Tell($"{cluster.History.Confirmed} confirmed, {cluster.Failed.Count} not");
        Assert.NotEmpty(cluster.Failed);
    }
}
