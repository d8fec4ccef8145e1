using Actors.Cluster.Postgres;
using Npgsql;

namespace Actors.Cluster.Tests.Postgres;

/// <summary>A database of its own, with our tables; gone with the test. PostgreSQL is told by ACTORS_TEST_POSTGRES.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    public const string Variable = "ACTORS_TEST_POSTGRES";

    private readonly string _name = $"actors_test_{Guid.NewGuid():N}";

    public static string Server => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } server
        ? server
        : throw new InvalidOperationException($"These tests need a PostgreSQL: set {Variable} to a connection string whose user may create databases, for instance Host=localhost;Username=postgres. ./test.sh provides one.");

    public string ConnectionString => new NpgsqlConnectionStringBuilder(Server) { Database = _name, Pooling = true, MaxPoolSize = 40 }.ConnectionString;

    public async Task InitializeAsync()
    {
        await ExecuteOnServerAsync($"create database {_name}");
        await Schema.MigrateAsync(ConnectionString);
    }

    public Task DisposeAsync() => ExecuteOnServerAsync($"drop database if exists {_name} with (force)");

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Cuts every connection to the database, as a failing network would.</summary>
    public Task CutAsync() => ExecuteOnServerAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_name}'");

    private static async Task ExecuteOnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false, Database = "postgres" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
