using Actors.Core.Logs;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Actors.Cluster.Postgres;

/// <summary>The database as one silo uses it: lanes that append for its actors, and the way actors are recovered.</summary>
internal sealed class PostgresStore : IAsyncDisposable
{
    // Enough to have one batch prepared and one stored at any time; more only make batches smaller.
    private const int Lanes = 4;

    private readonly ILogger _log;
    private readonly WriterLane[] _lanes;
    private volatile string? _fault;
    private int _isProbing;

    public PostgresStore(string connectionString, ILogger log)
    {
        _log = log;
        Database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "actors",
            MaxAutoPrepare = 16,
            AutoPrepareMinUsages = 2,

            // A peer that vanished without a word must not hold a batch for ever.
            CommandTimeout = 15,
            Timeout = 5,
            KeepAlive = 10,
        });
        Trimmer = new Trimmer(this, log);
        _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new WriterLane(this))];
    }

    public NpgsqlDataSource Database { get; }

    public Trimmer Trimmer { get; }

    /// <summary>Why nothing can be stored, in one sentence; null when PostgreSQL answered last time.</summary>
    public string? Fault => _fault;

    /// <summary>Begins a new life of an actor: no other can append any more, and all that any did is in its machine.</summary>
    /// <param name="name">What it is called, for people.</param>
    /// <param name="incarnation">Which declaration of the name.</param>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached.</exception>
    public async Task<(ActorStore Store, LogMachine Machine)> OpenAsync(string name, Guid incarnation)
    {
        await using var connection = await Database.OpenConnectionAsync().ConfigureAwait(false);
        var (actor, epoch) = await RaiseEpochAsync(connection, name, incarnation).ConfigureAwait(false);
        var store = new ActorStore(this, _lanes[actor % Lanes], name, actor, epoch);
        var machine = new LogMachine();
        var sequence = await ReplayAsync(connection, store, machine).ConfigureAwait(false);
        store.Recovered(sequence, machine.Floor, machine.FreeRunsAboveFloor());
        return (store, machine);
    }

    /// <summary>Deletes all of an actor. Whoever still owns it can append nothing any more.</summary>
    public async Task EraseAsync(Guid incarnation)
    {
        await using var connection = await Database.OpenConnectionAsync().ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await using var forget = new NpgsqlCommand(Statement.Forget, connection);
        forget.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = incarnation });
        if (await forget.ExecuteScalarAsync().ConfigureAwait(false) is long actor)
        {
            // A statement of its own: it has to see what was appended while the one before waited.
            await using var erase = new NpgsqlCommand(Statement.Erase, connection) { CommandTimeout = 600 };
            erase.Parameters.Add(new NpgsqlParameter<long> { TypedValue = actor });
            await erase.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        await transaction.CommitAsync().ConfigureAwait(false);
    }

    /// <summary>Asks PostgreSQL for a sign of life, unless it is being asked already.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isProbing, 1) != 0)
        {
            return;
        }

        try
        {
            await using var command = Database.CreateCommand("select 1");
            command.CommandTimeout = 2;
            await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            ReportBack();
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
        {
            ReportAway(error);
        }
        finally
        {
            Volatile.Write(ref _isProbing, 0);
        }
    }

    public void ReportAway(Exception error)
    {
        if (_fault is null)
        {
            _log.DatabaseAway(error);
        }

        _fault = $"PostgreSQL cannot be reached: {error.Message}";
    }

    public void ReportBack()
    {
        if (_fault is not null)
        {
            _fault = null;
            _log.DatabaseBack();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_lanes.Select(lane => lane.DisposeAsync().AsTask())).ConfigureAwait(false);
        await Trimmer.DisposeAsync().ConfigureAwait(false);
        await Database.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<(long Actor, long Epoch)> RaiseEpochAsync(NpgsqlConnection connection, string name, Guid incarnation)
    {
        await using var command = new NpgsqlCommand(Statement.Open, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = incarnation });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await reader.ReadAsync().ConfigureAwait(false);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task<long> ReplayAsync(NpgsqlConnection connection, ActorStore store, LogMachine machine)
    {
        await using var command = new NpgsqlCommand(Statement.Recover, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = store.Actor });
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        var sequence = 0L;
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            sequence = reader.GetInt64(0);
            var events = reader.GetFieldValue<byte[]>(3);
            if (AppendCommand.ChecksumOf(events) != reader.GetInt32(2))
            {
                throw new InvalidDataException($"Record {sequence} of '{store.Name}' (actor {store.Actor}) does not match its checksum.");
            }

            machine.Replay(events);
        }

        return sequence;
    }
}
