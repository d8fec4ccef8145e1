using Actors.Cluster.Tests.Postgres;

namespace Actors.Cluster.Tests.Clusters;

/// <summary>A cluster of two silos over one database, shared by the tests of a class.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly TestDatabase _database = new();
    private TestSilo? _first;
    private TestSilo? _second;

    public TestDatabase Database => _database;

    internal TestSilo First => _first!;

    internal TestSilo Second => _second!;

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _first = await TestSilo.StartAsync(_database.ConnectionString, "test");
        _second = await TestSilo.StartAsync(_database.ConnectionString, "test");
    }

    public async Task DisposeAsync()
    {
        foreach (var silo in new[] { _second, _first }.OfType<TestSilo>())
        {
            await silo.DisposeAsync();
        }

        await _database.DisposeAsync();
    }
}
