using System.Diagnostics;
using Actors.Bench.Figures;
using Npgsql;

namespace Actors.Bench.Cluster;

/// <summary>What PostgreSQL does with messages when nothing stands before it: the bound of any broker that keeps them there.</summary>
internal sealed class InsertProbe(string connectionString)
{
    /// <summary>Messages of one commit.</summary>
    public const int MessagesPerCommit = 256;

    private const int Connections = 4;

    /// <summary>Inserts batches of messages as binary arrays, each batch a commit, over a few connections.</summary>
    /// <param name="bytes">Size of each message.</param>
    /// <param name="messagesPerRow">How many neighbours share a row.</param>
    /// <param name="duration">For how long.</param>
    /// <returns>Messages per second.</returns>
    public async Task<double> InsertAsync(int bytes, int messagesPerRow, TimeSpan duration)
    {
        await ExecuteAsync("drop table if exists bare; create table bare (place bigint generated always as identity primary key, message bytea not null); alter table bare alter column message set storage external");
        var start = Stopwatch.GetTimestamp();
        var rows = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => LoopAsync(bytes, messagesPerRow, start, duration))));
        var rate = rows.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await ExecuteAsync("drop table bare");
        return rate;
    }

    /// <summary>Single rows, one commit after the other over one connection.</summary>
    /// <param name="bytes">Size of each message.</param>
    /// <param name="commits">How many.</param>
    public async Task<Percentiles> CommitAsync(int bytes, int commits)
    {
        await ExecuteAsync("drop table if exists bare; create table bare (message bytea not null)");
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var insert = new NpgsqlCommand("insert into bare (message) values ($1)", connection);
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = new byte[bytes] });
        await insert.PrepareAsync();
        var latencies = new Percentiles(commits);
        for (var commit = 0; commit < commits; commit++)
        {
            var start = Stopwatch.GetTimestamp();
            await insert.ExecuteNonQueryAsync();
            latencies.Add(Stopwatch.GetTimestamp() - start);
        }

        await ExecuteAsync("drop table bare");
        return latencies;
    }

    private async Task<long> LoopAsync(int bytes, int messagesPerRow, long start, TimeSpan duration)
    {
        var messages = Enumerable.Range(0, MessagesPerCommit / messagesPerRow).Select(_ => new byte[bytes * messagesPerRow]).ToArray();
        foreach (var message in messages)
        {
            Random.Shared.NextBytes(message);
        }

        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var insert = new NpgsqlCommand("insert into bare (message) select unnest($1)", connection);
        insert.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = messages });
        await insert.PrepareAsync();
        var rows = 0L;
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            rows += await insert.ExecuteNonQueryAsync();
        }

        return rows * messagesPerRow;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
