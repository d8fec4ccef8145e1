using System.Diagnostics;
using Actors.Bench.Figures;
using Actors.Bench.Scenarios;

namespace Actors.Bench.Cluster;

/// <summary>Ten thousand queues that nobody uses: what they take of memory and of the database.</summary>
internal sealed class IdleQueuesScenario : IScenario
{
    private const int Count = 10_000;
    private const int InFlight = 64;

    // Long enough for everything that happens every few seconds.
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(20);

    // A connection of PostgreSQL that has nothing to do tells what it has done up to ten seconds later.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(12);

    // Collecting often leaves little garbage between what is needed, which is what is asked for.
    private static readonly (string, string)[] Tidy = [("DOTNET_GCgen0size", "0x400000"), ("DOTNET_GCConserveMemory", "7")];

    public string Name => "cluster-idle";

    public string About => "10,000 idle queues of the cluster: memory and database traffic; needs PostgreSQL and silo-host";

    public async Task RunAsync(Repetition run)
    {
        await using var postgres = await PostgresProcess.StartAsync(run.Folder);
        await using var silo = await run.StartSiloAsync(postgres.ConnectionString, Tidy);
        await Queues.DeclareAsync(silo, 100);
        var without = await CommitsPerSecondAsync(run, postgres, "a silo without queues");
        var before = silo.Usage.ResidentBytes;

        run.Tell($"declaring {Count} queues");
        var connection = await silo.ConnectAsync();
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Count),
            new ParallelOptions { MaxDegreeOfParallelism = InFlight },
            async (number, cancelled) => await connection.DeclareAsync(new QueueDefinition($"idle-{number}"), cancelled));
        run.Add($"{Count} queues declared", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");
        await silo.CloseAsync(connection);
        run.Add("memory of each queue", (silo.Usage.ResidentBytes - before) / 1024.0 / Count, "KiB", Goal.Below(10));

        var with = await CommitsPerSecondAsync(run, postgres, $"{Count} idle queues");
        run.Add("transactions of a silo with 100 queues", without, "1/s");
        run.Add($"transactions more with {Count} queues", Math.Max(with - without, 0), "1/s", Goal.Below(1));
    }

    private static async Task<double> CommitsPerSecondAsync(Repetition run, PostgresProcess postgres, string what)
    {
        run.Tell($"watching {what}");
        await Task.Delay(Settling);
        var before = await postgres.CommitsAsync();
        var start = Stopwatch.GetTimestamp();
        await Task.Delay(Watch);
        return (await postgres.CommitsAsync() - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
