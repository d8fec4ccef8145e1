using System.Diagnostics;
using Actors.Cluster.Placement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Processes;

public sealed class ScalingTests(ITestOutputHelper output) : FaultTest(output)
{
    private const int Idle = 60;

    [Fact]
    public async Task From_one_silo_to_three_to_two_queues_spread_and_gather_and_no_publish_fails()
    {
        await using var cluster = await ProcessCluster.StartAsync(Database.ConnectionString, silos: 1, Seed);
        await cluster.LoadAsync(queues: 6);
        using var service = await StartServiceAsync();
        var broker = service.Services.GetRequiredService<IBroker>();
        await Task.WhenAll(Enumerable.Range(0, Idle).Select(i => broker.DeclareAsync(new QueueDefinition($"idle-{i}")).AsTask()));
        Assert.Single(await QueuesBySiloAsync(service));

        await cluster.GrowAsync();
        await cluster.GrowAsync();
        await UntilSpreadAsync(cluster, service, silos: 3);
        await cluster.ServesAsync(Stopwatch.GetTimestamp());

        await cluster.Silos[1].StopAsync();
        await UntilSpreadAsync(cluster, service, silos: 2);
        await cluster.ServesAsync(Stopwatch.GetTimestamp());

        await cluster.DrainAsync();
        Tell($"{cluster.History.Confirmed} confirmed; the longest any queue went without a confirm was {cluster.Loads.Max(load => load.LongestPause).TotalSeconds:F2} s");
        Assert.True(cluster.Failed.Count == 0, $"{cluster.Failed.Count} publishes failed, the first: {cluster.Failed.FirstOrDefault()}");
        await service.StopAsync();
    }

    // A .NET service beside the cluster, with the broker over an Orleans client.
    private async Task<IHost> StartServiceAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddActorsGrainClient(options => options.ConnectionString = Database.ConnectionString);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private async Task UntilSpreadAsync(ProcessCluster cluster, IHost service, int silos)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var queues = await QueuesBySiloAsync(service);
            var misplaced = queues.SelectMany(silo => silo.Where(queue => ByName.Choose(queue, queues.Select(other => other.Key)) != silo.Key)).ToList();
            if (queues.Count == silos && misplaced.Count == 0)
            {
                Tell($"after {Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s there are {string.Join(", ", queues.Select(silo => silo.Count()))} queues on {silos} silos");
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(since) < Waiting.Patience, $"After {Waiting.Patience.TotalSeconds} seconds there are queues on {queues.Count} silos, not on {silos}, and these do not belong where they are: {string.Join(", ", misplaced)}. {cluster.Outputs()}");
            await timer.WaitForNextTickAsync();
        }
    }

    // Those nobody uses sleep after a move: whoever is asked wakes up where it belongs.
    private static async Task<ILookup<SiloAddress, string>> QueuesBySiloAsync(IHost service)
    {
        var broker = service.Services.GetRequiredService<IBroker>();
        await Task.WhenAll(Enumerable.Range(0, Idle).Select(i => broker.DescribeAsync($"idle-{i}").AsTask()));
        var statistics = await service.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return statistics.Where(grain => grain.GrainId.Type.ToString() == "actors-log").ToLookup(grain => grain.SiloAddress, grain => grain.GrainId.Key.ToString()!);
    }
}
