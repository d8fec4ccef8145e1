using System.IO.Hashing;
using System.Runtime.InteropServices;
using Actors.Cluster.Postgres;
using Actors.Cluster.Silos;
using Npgsql;

namespace Actors.Cluster.Streams;

/// <summary>
/// The list of streams that may have something to deliver. A stream is put on it before anything is published that its
/// subscribers want, and taken off when they have handled everything: a line written twice for each time a stream is used.
/// </summary>
internal sealed class AwakeStreams(SiloEngine engine)
{
    public Task AddAsync(string topic, string provider) => ExecuteAsync(
        Statement.WakeStream,
        new NpgsqlParameter<string> { TypedValue = topic },
        new NpgsqlParameter<string> { TypedValue = provider },
        new NpgsqlParameter<int> { TypedValue = PartOf(topic) });

    public Task RemoveAsync(string topic) => ExecuteAsync(Statement.RestStream, new NpgsqlParameter<string> { TypedValue = topic });

    /// <summary>One part of the list.</summary>
    /// <param name="providers">The providers of interest.</param>
    /// <param name="part">Which part, from 0.</param>
    /// <param name="parts">Of how many.</param>
    public async Task<IReadOnlyList<string>> ListAsync(string[] providers, int part, int parts)
    {
        var topics = new List<string>();
        await using var command = engine.Store.Database.CreateCommand(Statement.AwakeStreams);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = providers });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = parts });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = part });
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            topics.Add(reader.GetString(0));
        }

        return topics;
    }

    private static int PartOf(string topic) => (int)(XxHash64.HashToUInt64(MemoryMarshal.AsBytes(topic.AsSpan())) & int.MaxValue);

    private async Task ExecuteAsync(string statement, params NpgsqlParameter[] parameters)
    {
        try
        {
            await using var command = engine.Store.Database.CreateCommand(statement);
            command.Parameters.AddRange(parameters);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        catch (NpgsqlException away)
        {
            throw new BrokerException(ErrorCode.Unavailable, $"PostgreSQL cannot be reached: {away.Message}", away);
        }
    }
}
