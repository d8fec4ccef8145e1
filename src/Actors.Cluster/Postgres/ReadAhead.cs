using Actors.Runtime.Stores;
using Npgsql;

namespace Actors.Cluster.Postgres;

/// <summary>Reads an actor's messages, a stretch at a time: whoever reads one mostly reads the next. Forgets what was passed.</summary>
internal sealed class ReadAhead(PostgresStore store, long actor)
{
    private const long StretchBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<StoredMessages> _ahead = new();

    public ValueTask<StoredMessages?> ReadAsync(long offset)
    {
        lock (_lock)
        {
            while (_ahead.TryPeek(out var next) && offset >= next.Run.First)
            {
                if (next.Holds(offset))
                {
                    return new(next);
                }

                _ahead.Dequeue();
            }
        }

        return new(FetchAsync(offset));
    }

    private async Task<StoredMessages?> FetchAsync(long offset)
    {
        await using var command = store.Database.CreateCommand(Statement.ReadMessages);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = actor });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = offset });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = StretchBytes });
        var found = new List<StoredMessages>();
        try
        {
            await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                found.Add(Take(reader));
            }
        }
        catch (NpgsqlException error)
        {
            throw new IOException($"Reading message {offset} failed: {error.Message}", error);
        }

        if (found.Count == 0 || !found[0].Holds(offset))
        {
            return null;
        }

        lock (_lock)
        {
            _ahead.Clear();
            foreach (var stored in found)
            {
                _ahead.Enqueue(stored);
            }
        }

        return found[0];
    }

    private static StoredMessages Take(NpgsqlDataReader reader)
    {
        var first = reader.GetInt64(0);
        var messages = reader.GetFieldValue<byte[]>(4);
        return AppendCommand.ChecksumOf(messages) == reader.GetInt32(3)
            ? new StoredMessages(first, reader.GetInt32(1), reader.GetInt64(2), messages, owner: null)
            : throw new InvalidDataException($"The messages stored from offset {first} on do not match their checksum.");
    }
}
