using Actors.Cluster.Tests.Clusters;
using Actors.Cluster.Tests.Postgres;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Cluster.Tests.Contracts;

/// <summary>A cluster of two silos with a clock of the test's own.</summary>
internal sealed class TwoSilos : IAsyncDisposable
{
    private readonly TestDatabase _database = new();
    private readonly Limits _limits;
    private readonly List<TestSilo> _silos = [];

    private TwoSilos(Limits limits) => _limits = limits;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public IBroker First => _silos[0].Broker;

    public IBroker Second => _silos[1].Broker;

    public static async Task<TwoSilos> StartAsync(Limits limits)
    {
        var cluster = new TwoSilos(limits);
        await cluster._database.InitializeAsync();
        await cluster.OpenAsync();
        return cluster;
    }

    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Deletes everything that a test has left.</summary>
    public async Task ClearAsync()
    {
        while (await First.ListAsync(null, 1000) is { Count: > 0 } entities)
        {
            foreach (var entity in entities.Where(entity => entity.Kind != EntityKind.Subscription))
            {
                await First.DeleteAsync(entity.Address);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _database.DisposeAsync();
    }

    private async Task OpenAsync()
    {
        for (var silo = 0; silo < 2; silo++)
        {
            _silos.Add(await TestSilo.StartAsync(_database.ConnectionString, "contract", options => (options.Limits, options.Clock) = (_limits, Clock)));
        }
    }

    private async Task CloseAsync()
    {
        foreach (var silo in Enumerable.Reverse(_silos))
        {
            await silo.DisposeAsync();
        }

        _silos.Clear();
    }
}
