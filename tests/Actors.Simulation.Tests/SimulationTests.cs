using System.Collections.Concurrent;
using System.Globalization;
using Actors.Simulation.Tests.Worlds;
using Xunit.Abstractions;

namespace Actors.Simulation.Tests;

/// <summary>
/// The whole broker in one process on a disk of memory and a clock of its own, driven by chance. ACTORS_SIMULATION_SEED
/// runs one seed, ACTORS_SIMULATION_RUNS that many, each from a seed of its own. How the broker's threads interleave is not
/// drawn from the seed: what fails once may need some runs of its seed to fail again.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Steps = 600;
    private const int MostFailures = 5;

    [Fact]
    public async Task Nothing_confirmed_is_lost_and_nothing_acked_returns_whatever_happens()
    {
        var first = Number("ACTORS_SIMULATION_SEED") ?? Random.Shared.Next(1_000_000_000);
        var runs = Number("ACTORS_SIMULATION_RUNS") ?? (Number("ACTORS_SIMULATION_SEED") is null ? 200 : 1);
        output.WriteLine($"{runs} runs from seed {first}");
        var failures = new ConcurrentQueue<string>();
        long deliveries = 0;
        long confirmed = 0;
        await Parallel.ForEachAsync(Enumerable.Range(first, runs), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount + 1 }, async (seed, _) =>
        {
            if (failures.Count >= MostFailures)
            {
                return;
            }

            var story = new Story(seed);
            try
            {
                await story.RunAsync(Steps);
            }
            catch (Exception error)
            {
                story.History.Blame($"the run ended with an error: {error}");
            }

            Interlocked.Add(ref deliveries, story.History.Deliveries);
            Interlocked.Add(ref confirmed, story.History.Confirmed);
            if (story.History.Violations.Count > 0)
            {
                failures.Enqueue($"SEED {seed}: {string.Join('\n', story.History.Violations.Take(10))}");
                output.WriteLine($"ACTORS_SIMULATION_SEED={seed}\n{string.Join('\n', story.History.Lines)}\n");
            }
        });
        output.WriteLine($"{confirmed} messages confirmed, {deliveries} deliveries");
        Assert.True(failures.IsEmpty, string.Join("\n\n", failures));
        Assert.True(deliveries > runs * 100 && confirmed > runs * 100, "Hardly anything happened.");
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
