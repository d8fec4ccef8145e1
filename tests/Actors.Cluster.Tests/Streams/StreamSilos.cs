using Actors.Cluster.Streams;
using Actors.Cluster.Tests.Clusters;
using Actors.Cluster.Tests.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Streams;

namespace Actors.Cluster.Tests.Streams;

/// <summary>Two silos with a stream provider, over one database; to be stopped, killed and started again.</summary>
public sealed class StreamSilos : IAsyncLifetime
{
    public const string Provider = "flows";

    /// <summary>How often an event may fail.</summary>
    public const int DeliveryLimit = 3;

    private readonly TestDatabase _database = new();
    private readonly List<TestSilo> _silos = [];

    public TestDatabase Database => _database;

    internal TestSilo First => _silos[0];

    internal TestSilo Second => _silos[1];

    internal IReadOnlyList<TestSilo> All => _silos;

    internal static IAsyncStream<int> Stream(IServiceProvider services, string space, string key) =>
        services.GetRequiredKeyedService<IStreamProvider>(Provider).GetStream<int>(space, key);

    internal IAsyncStream<int> Stream(string space, string key) => Stream(First.Services, space, key);

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        await StartAsync();
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        await _database.DisposeAsync();
    }

    /// <summary>Stops all silos in order.</summary>
    public async Task StopAsync()
    {
        foreach (var silo in Enumerable.Reverse(_silos))
        {
            await silo.DisposeAsync();
        }

        _silos.Clear();
    }

    /// <summary>Stops the silo that has been there longest, in order.</summary>
    public async Task RetireFirstAsync()
    {
        var oldest = _silos[0];
        _silos.RemoveAt(0);
        await oldest.DisposeAsync();
    }

    /// <summary>Ends a silo without letting it hand anything over.</summary>
    internal async Task KillAsync(TestSilo silo)
    {
        _silos.Remove(silo);
        await silo.KillAsync();
    }

    /// <summary>Starts one more silo.</summary>
    public async Task StartAsync(Action<ActorsStreamOptions>? configure = null) => _silos.Add(await TestSilo.StartAsync(
        _database.ConnectionString,
        "streams",
        extend: silo => silo.AddActorsStreams(Provider, options => Configure(options, configure))));

    /// <summary>Starts a service that is a client of the silos.</summary>
    public async Task<IHost> ConnectAsync(string? clientName = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddActorsGrainClient(options => (options.ConnectionString, options.ClusterId) = (_database.ConnectionString, "streams"));
        builder.Services.AddOrleansClient(client => client.AddActorsStreams(Provider, options => Configure(options, more => more.ClientName = clientName)));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static void Configure(ActorsStreamOptions options, Action<ActorsStreamOptions>? configure)
    {
        options.DeliveryLimit = DeliveryLimit;
        configure?.Invoke(options);
    }
}
