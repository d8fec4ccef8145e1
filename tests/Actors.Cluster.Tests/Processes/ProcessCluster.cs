using System.Diagnostics;
using Actors.Cluster.Tests.Postgres;
using Npgsql;

namespace Actors.Cluster.Tests.Processes;

/// <summary>Three silos as processes over a database of their own, and queues under load.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private readonly TestDatabase _database = new();
    private readonly List<Load> _loads = [];

    public SiloProcess[] Silos { get; private set; } = [];

    public History History { get; } = new();

    public IReadOnlyList<Load> Loads => _loads;

    public TestDatabase Database => _database;

    /// <summary>All silos, another one first for each load: a client connects to the first that answers.</summary>
    private string EndpointsFrom(int first) => string.Join(',', Enumerable.Range(first, Silos.Length).Select(silo => Silos[silo % Silos.Length].Endpoint));

    public static async Task<ProcessCluster> StartAsync(int silos, int queues, bool checksOrder = false)
    {
        var cluster = new ProcessCluster();
        try
        {
            await cluster._database.InitializeAsync();
            cluster.Silos = await Task.WhenAll(Enumerable.Range(0, silos).Select(_ => cluster.StartSiloAsync()));
            for (var queue = 0; queue < queues; queue++)
            {
                cluster._loads.Add(await Load.StartAsync($"queue-{queue}", cluster.History, cluster.EndpointsFrom(queue), checksOrder));
            }

            await cluster.ServesAsync(Stopwatch.GetTimestamp());
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a silo in place of another, where its clients look for it.</summary>
    public async Task ReplaceAsync(int index)
    {
        var port = int.Parse(Silos[index].Endpoint.Split(':')[^1]);
        await Silos[index].DisposeAsync();
        Silos[index] = await StartSiloAsync(port);
    }

    /// <summary>Waits until every queue confirms and delivers what was sent after a moment, and says how long that took.</summary>
    public async Task<TimeSpan> ServesAsync(long since)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var patience = TimeSpan.FromSeconds(60);
        while (true)
        {
            var waiting = Loads.Where(load => load.ConfirmedAt < since || load.DeliveredAt < since).ToList();
            if (waiting.Count == 0)
            {
                return Stopwatch.GetElapsedTime(since);
            }

            if (Stopwatch.GetElapsedTime(since) > patience)
            {
                throw new TimeoutException($"After {patience.TotalSeconds} seconds {waiting[0].Queue} did not serve (confirms: {waiting[0].ConfirmedAt >= since}). {Outputs()}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Gives a frozen silo's queues the time to be taken over.</summary>
    /// <returns>How many queues confirmed and delivered what was sent after the moment.</returns>
    public async Task<int> ServesSomeAsync(long since)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(6));
        await timer.WaitForNextTickAsync();
        return Loads.Count(load => load.ConfirmedAt >= since && load.DeliveredAt >= since);
    }

    /// <summary>Stops publishing, waits until every confirmed message has been acked, and checks the whole history.</summary>
    public async Task DrainAsync()
    {
        await Task.WhenAll(Loads.Select(load => load.StopPublishingAsync()));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var until = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (History.Undelivered().Count > 0 && DateTime.UtcNow < until)
        {
            await timer.WaitForNextTickAsync();
        }

        History.Check();
    }

    /// <summary>Refuses and cuts all connections to the database until the result is disposed.</summary>
    public async Task<IAsyncDisposable> TakeDatabaseAwayAsync()
    {
        await ExecuteAsync("allow_connections false");
        await _database.CutAsync();
        return new Outage(this);
    }

    public string Outputs() => string.Join(Environment.NewLine, Silos.Select(silo => $"{silo.Endpoint}: {silo.Output}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var load in _loads)
        {
            await load.DisposeAsync();
        }

        foreach (var silo in Silos)
        {
            await silo.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    private Task<SiloProcess> StartSiloAsync(int port = 0) => SiloProcess.StartAsync(_database.ConnectionString, port);

    private async Task ExecuteAsync(string option)
    {
        var name = new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestDatabase.Server) { Pooling = false, Database = "postgres" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"alter database {name} with {option}", connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Outage(ProcessCluster cluster) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await cluster.ExecuteAsync("allow_connections true");
    }
}
