using Npgsql;

namespace Actors.Cluster.Postgres;

/// <summary>The tables the cluster keeps in PostgreSQL, in their own schema <c>actors</c>, with a version.</summary>
public static class Schema
{
    // Any number, as long as nobody else locks it in this database.
    private const long Lock = 0x4163_746F_7273;

    /// <summary>The version this program needs.</summary>
    public static int Version => Statement.Migrations[^1].Version;

    /// <summary>Creates the tables or brings them up to date. Any number of silos may do so at the same time: they wait for one another.</summary>
    /// <param name="connectionString">A database and a user who may create a schema in it.</param>
    /// <param name="cancellationToken">Gives up between two steps; what was done stays done.</param>
    /// <returns>The versions that were applied; none when everything was up to date.</returns>
    /// <exception cref="InvalidOperationException">The tables are newer than this program.</exception>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached, or refuses.</exception>
    public static async Task<IReadOnlyList<int>> MigrateAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        // Not from a pool: the lock belongs to the session and goes with it, whatever happens.
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(unpooled);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})", cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(
            connection,
            """
            create schema if not exists actors;
            create table if not exists actors.migration (
                version integer primary key, name text not null, applied_at timestamptz not null default now());
            """,
            cancellationToken).ConfigureAwait(false);
        var present = await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (present > Version)
        {
            throw new InvalidOperationException($"The tables in the database have version {present}; this program knows versions up to {Version}. Upgrade the program.");
        }

        var missing = Statement.Migrations.Where(migration => migration.Version > present).ToList();
        foreach (var (version, name, sql) in missing)
        {
            await ApplyAsync(connection, version, name, sql, cancellationToken).ConfigureAwait(false);
        }

        return [.. missing.Select(migration => migration.Version)];
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, int version, string name, string sql, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, sql, cancellationToken).ConfigureAwait(false);
        await using var mark = new NpgsqlCommand("insert into actors.migration (version, name) values ($1, $2)", connection);
        mark.Parameters.AddWithValue(version);
        mark.Parameters.AddWithValue(name);
        await mark.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(version), 0) from actors.migration", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
