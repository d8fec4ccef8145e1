using System.Diagnostics;
using System.Globalization;
using Actors.Process.Tests.Hosts;
using Actors.Process.Tests.Loads;
using Xunit.Abstractions;

namespace Actors.Process.Tests;

/// <summary>
/// The real host, killed in the middle of load and started again on the same folder and port. ACTORS_KILL_ROUNDS changes
/// how often, ACTORS_KILL_SEED repeats the choices of a run.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actors-kill-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Killed_again_and_again_it_loses_nothing_confirmed_and_returns_nothing_acked()
    {
        var load = await RunAsync(rounds: 22, publisher: null);
        Assert.True(load.Unknown > 0, "No kill hit a publish under way: the test is blind.");
    }

    [Fact]
    public async Task A_publisher_with_an_id_is_told_of_no_unknown_outcome_and_nothing_of_it_is_stored_twice()
    {
        var load = await RunAsync(rounds: 10, publisher: "load");
        Assert.Equal(0, load.Unknown);
    }

    private async Task<Load> RunAsync(int rounds, string? publisher)
    {
        var seed = Number("ACTORS_KILL_SEED") ?? Random.Shared.Next();
        rounds = Number("ACTORS_KILL_ROUNDS") ?? rounds;
        output.WriteLine($"ACTORS_KILL_SEED={seed}");
        var random = new Random(seed);
        var host = await HostProcess.StartAsync(_folder.FullName, port: 0);
        await using var load = new Load(host.Port, seed, publisher);
        try
        {
            await load.StartAsync();
            for (var round = 1; round <= rounds; round++)
            {
                var started = Stopwatch.GetTimestamp();
                await load.ProgressAsync(random.Next(10, 300)).Within($"confirms and deliveries in round {round}");
                load.History.Note($"kill {round}");
                Assert.Empty(host.Complaints);
                await host.KillAsync();
                host.Dispose();
                host = await HostProcess.StartAsync(_folder.FullName, host.Port);
                output.WriteLine($"round {round}: {load.Confirmed} confirmed, {load.Unknown} unknown, {load.History.Deliveries} deliveries, {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
            }

            await load.EndAsync();
            Assert.Empty(host.Complaints);
        }
        finally
        {
            host.Dispose();
        }

        Assert.True(load.History.Violations.Count == 0, $"ACTORS_KILL_SEED={seed}\n{string.Join('\n', load.History.Violations.Take(20))}");
        return load;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
