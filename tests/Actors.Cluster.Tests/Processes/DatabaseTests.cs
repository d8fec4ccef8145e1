using System.Diagnostics;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Processes;

[Collection(ProcessesCollection.Name)]
public sealed class DatabaseTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(5);

    private readonly int _seed = FaultTest.NewSeed();
    private PostgresProcess? _postgres;

    private PostgresProcess Postgres => _postgres!;

    public async Task InitializeAsync()
    {
        output.WriteLine($"ACTORS_TEST_SEED={_seed}");
        _postgres = PostgresProcess.IsInstalled ? await PostgresProcess.StartAsync() : null;
    }

    public async Task DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
    }

    [OwnPostgresFact]
    public async Task A_PostgreSQL_killed_under_load_loses_nothing_and_is_served_again_within_five_seconds_of_its_return()
    {
        await using var cluster = await ProcessCluster.StartAsync(Postgres.ConnectionString, silos: 2, _seed);
        await cluster.LoadAsync(queues: 4);
        var gaps = new List<TimeSpan>();
        for (var round = 0; round < FaultTest.Rounds(2, 10); round++)
        {
            await Postgres.KillAsync();
            await Waiting.PassAsync(TimeSpan.FromSeconds(3));
            await Postgres.ResumeAsync();
            gaps.Add(await cluster.ServesAsync(Stopwatch.GetTimestamp()) / await Machine.SlownessAsync());
            output.WriteLine($"round {round}: every queue served {gaps[^1].TotalSeconds:F2} s after PostgreSQL was back, as on a free machine");
        }

        await cluster.DrainAsync();
        output.WriteLine($"{cluster.History.Confirmed} confirmed, {cluster.Failed.Count} not");
        Assert.NotEmpty(cluster.Failed);
        Assert.True(gaps.Max() < Promise, $"It took {gaps.Max()} until every queue served again.");
    }

    [OwnPostgresFact]
    public async Task Connections_cut_in_the_middle_of_appends_leave_outcomes_unknown_and_lose_nothing()
    {
        await using var cluster = await ProcessCluster.StartAsync(Postgres.ConnectionString, silos: 2, _seed);
        await cluster.LoadAsync(queues: 4);
        for (var cut = 0; cut < FaultTest.Rounds(8, 50); cut++)
        {
            await Postgres.CutAsync();
            var gap = await cluster.ServesAsync(Stopwatch.GetTimestamp());
            output.WriteLine($"cut {cut}: every queue served after {gap.TotalSeconds:F2} s");
        }

        await cluster.DrainAsync();
        output.WriteLine($"{cluster.History.Confirmed} confirmed, {cluster.Failed.Count} not");
        Assert.Contains(cluster.Failed, failed => failed.Code == ErrorCode.OutcomeUnknown);
    }
}
