using System.Diagnostics;
using Actors.Histories;

namespace Actors.Cluster.Tests.Processes;

/// <summary>Silos as processes over one database, queues under load, and everything those have seen.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private readonly List<SiloProcess> _silos = [];
    private readonly List<QueueLoad> _loads = [];
    private readonly string _database;
    private readonly Random _random;

    private ProcessCluster(string database, TimeSpan probeTimeout, int seed) => (_database, ProbeTimeout, _random) = (database, probeTimeout, new Random(seed));

    /// <summary>
    /// How long silos may leave a probe unanswered: the default on a free machine. On one that is not, they would be declared dead
    /// while they wait for a processor.
    /// </summary>
    public TimeSpan ProbeTimeout { get; }

    public IReadOnlyList<SiloProcess> Silos => _silos;

    public IReadOnlyList<QueueLoad> Loads => _loads;

    public History History { get; } = new();

    /// <summary>The publishes that were not confirmed.</summary>
    public IReadOnlyList<BrokerException> Failed => [.. _loads.SelectMany(load => load.Failed)];

    /// <summary>Starts silos.</summary>
    /// <param name="database">Their database.</param>
    /// <param name="silos">How many.</param>
    /// <param name="seed">Decides what the loads do.</param>
    public static async Task<ProcessCluster> StartAsync(string database, int silos, int seed)
    {
        var probeTimeout = new ActorsClusterOptions().ProbeTimeout * Math.Min(await Machine.SlownessAsync(), 5);
        var cluster = new ProcessCluster(database, probeTimeout, seed);
        try
        {
            cluster._silos.AddRange(await Task.WhenAll(Enumerable.Range(0, silos).Select(_ => SiloProcess.StartAsync(database, probeTimeout))));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts load on some queues more, each with clients that begin at another silo, and waits until all of them serve.</summary>
    /// <param name="queues">How many.</param>
    /// <param name="longestSilence">How long their clients let a gateway be silent.</param>
    public async Task LoadAsync(int queues, TimeSpan? longestSilence = null)
    {
        for (var i = 0; i < queues; i++)
        {
            var first = _loads.Count;
            _loads.Add(await QueueLoad.StartAsync($"queue-{first}", History, () => Options(first, longestSilence), _random.Next()));
        }

        await ServesAsync(Stopwatch.GetTimestamp());
    }

    /// <summary>Starts one silo more.</summary>
    public async Task GrowAsync() => _silos.Add(await SiloProcess.StartAsync(_database, ProbeTimeout));

    /// <summary>Starts a silo in place of another, where its clients look for it.</summary>
    public async Task ReplaceAsync(int silo)
    {
        var port = int.Parse(_silos[silo].Endpoint.Split(':')[^1]);
        await _silos[silo].DisposeAsync();
        _silos[silo] = await SiloProcess.StartAsync(_database, ProbeTimeout, port);
    }

    /// <summary>Waits until every queue confirms and delivers what was sent after a moment, and says how long that took.</summary>
    public Task<TimeSpan> ServesAsync(long since) => ServesAsync(since, _loads);

    /// <summary>Waits until some queues confirm and deliver what was sent after a moment, and says how long that took.</summary>
    public async Task<TimeSpan> ServesAsync(long since, IEnumerable<QueueLoad> loads)
    {
        var asked = loads.ToList();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            var waiting = asked.Find(load => load.ConfirmedAt < since || load.DeliveredAt < since);
            if (waiting is null)
            {
                return Stopwatch.GetElapsedTime(since);
            }

            if (Stopwatch.GetElapsedTime(since) > Waiting.Patience)
            {
                throw new TimeoutException($"After {Waiting.Patience.TotalSeconds} seconds {waiting.Queue} did not {(waiting.ConfirmedAt < since ? "confirm" : "deliver")}. {Outputs()}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Stops publishing, has everything consumed, and judges all that happened.</summary>
    public async Task DrainAsync()
    {
        await Task.WhenAll(_loads.Select(load => load.DrainAsync()));
        History.Verdict();
        Assert.True(History.Violations.Count == 0, $"{History.Violations.Count} violations:\n{string.Join('\n', History.Violations.Take(20))}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var load in _loads)
        {
            await load.DisposeAsync();
        }

        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }
    }

    private ActorsClientOptions Options(int first, TimeSpan? longestSilence)
    {
        // A client connects to the first that answers.
        var endpoints = Enumerable.Range(first, _silos.Count).Select(silo => _silos[silo % _silos.Count].Endpoint);
        var options = ActorsClientOptions.Parse($"actors://{string.Join(',', endpoints)}");
        options.LongestReconnectDelay = TimeSpan.FromMilliseconds(500);
        options.LongestSilence = longestSilence ?? options.LongestSilence;
        return options;
    }

    /// <summary>What the silos said.</summary>
    public string Outputs() => string.Join(Environment.NewLine, _silos.Select(silo => $"{silo.Endpoint}: {silo.Output}"));
}
