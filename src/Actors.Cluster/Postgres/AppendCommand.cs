using System.IO.Hashing;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Cluster.Postgres;

/// <summary>The prepared append of one connection: fills its parameters from a batch, column by column.</summary>
internal sealed class AppendCommand : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;
    private readonly List<long> _claims = [];
    private readonly List<long> _epochs = [];
    private readonly List<long> _eventActors = [];
    private readonly List<long> _sequences = [];
    private readonly List<bool> _snapshots = [];
    private readonly List<int> _eventChecksums = [];
    private readonly List<ReadOnlyMemory<byte>> _events = [];
    private readonly List<long> _messageActors = [];
    private readonly List<long> _offsets = [];
    private readonly List<int> _counts = [];
    private readonly List<long> _times = [];
    private readonly List<int> _messageChecksums = [];
    private readonly List<ReadOnlyMemory<byte>> _messages = [];

    private AppendCommand(NpgsqlConnection connection)
    {
        _connection = connection;
        _command = new NpgsqlCommand(Statement.Append, connection);
        Bind(_claims, NpgsqlDbType.Bigint);
        Bind(_epochs, NpgsqlDbType.Bigint);
        Bind(_eventActors, NpgsqlDbType.Bigint);
        Bind(_sequences, NpgsqlDbType.Bigint);
        Bind(_snapshots, NpgsqlDbType.Boolean);
        Bind(_eventChecksums, NpgsqlDbType.Integer);
        Bind(_events, NpgsqlDbType.Bytea);
        Bind(_messageActors, NpgsqlDbType.Bigint);
        Bind(_offsets, NpgsqlDbType.Bigint);
        Bind(_counts, NpgsqlDbType.Integer);
        Bind(_times, NpgsqlDbType.Bigint);
        Bind(_messageChecksums, NpgsqlDbType.Integer);
        Bind(_messages, NpgsqlDbType.Bytea);
    }

    public static async Task<AppendCommand> OpenAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var command = new AppendCommand(connection);
        try
        {
            await command._command.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return command;
        }
        catch
        {
            await command.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stores the parts whose actors still own themselves.</summary>
    /// <returns>The numbers of those actors.</returns>
    public async Task<HashSet<long>> ExecuteAsync(AppendBatch batch)
    {
        Clear();
        foreach (var part in batch.Parts)
        {
            if (part.Store.Failure is null)
            {
                Add(part);
            }
        }

        var stored = new HashSet<long>();
        await using var reader = await _command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            stored.Add(reader.GetInt64(0));
        }

        return stored;
    }

    public async ValueTask DisposeAsync()
    {
        await _command.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private void Bind<T>(List<T> values, NpgsqlDbType type) =>
        _command.Parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });

    private void Add(AppendPart part)
    {
        var actor = part.Store.Actor;
        _claims.Add(actor);
        _epochs.Add(part.Store.Epoch);
        foreach (var row in part.Events)
        {
            _eventActors.Add(actor);
            _sequences.Add(row.Sequence);
            _snapshots.Add(row.IsSnapshot);
            _eventChecksums.Add(ChecksumOf(row.Events.Written.Span));
            _events.Add(row.Events.Written);
        }

        foreach (var row in part.Messages)
        {
            _messageActors.Add(actor);
            _offsets.Add(row.First);
            _counts.Add(row.Count);
            _times.Add(row.Time);
            _messageChecksums.Add(ChecksumOf(row.Messages.Written.Span));
            _messages.Add(row.Messages.Written);
        }
    }

    /// <summary>What is stored beside bytes, to know them for the same when they are read.</summary>
    public static int ChecksumOf(ReadOnlySpan<byte> bytes) => unchecked((int)Crc32.HashToUInt32(bytes));

    private void Clear()
    {
        _claims.Clear();
        _epochs.Clear();
        _eventActors.Clear();
        _sequences.Clear();
        _snapshots.Clear();
        _eventChecksums.Clear();
        _events.Clear();
        _messageActors.Clear();
        _offsets.Clear();
        _counts.Clear();
        _times.Clear();
        _messageChecksums.Clear();
        _messages.Clear();
    }
}
