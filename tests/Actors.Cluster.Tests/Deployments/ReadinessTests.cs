using Actors.Cluster.Tests.Clusters;
using Actors.Cluster.Tests.Postgres;
using Npgsql;

namespace Actors.Cluster.Tests.Deployments;

public sealed class ReadinessTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_silo_is_not_ready_while_PostgreSQL_is_away_and_is_ready_again_by_itself()
    {
        await using var silo = await TestSilo.StartAsync(_database.ConnectionString, "ready");
        Assert.Null(silo.Health.Fault);

        await AllowAsync(false);
        await _database.CutAsync();
        await Waiting.UntilAsync(() => Task.FromResult(silo.Health.Fault is not null), "the silo did not notice that PostgreSQL is away");
        Assert.Contains("PostgreSQL", silo.Health.Fault);

        await AllowAsync(true);
        await Waiting.UntilAsync(() => Task.FromResult(silo.Health.Fault is null), "the silo did not notice that PostgreSQL is back");
    }

    private async Task AllowAsync(bool allowed)
    {
        var name = new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestDatabase.Server) { Pooling = false, Database = "postgres" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"alter database {name} with allow_connections {(allowed ? "true" : "false")}", connection);
        await command.ExecuteNonQueryAsync();
    }
}
