using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Cluster.Postgres;

/// <summary>Drops what nobody needs, for all actors of a silo together and in the background. Idle actors cost nothing.</summary>
/// <remarks>Harmless when it comes late or from a silo that lost the actor: what was free or superseded once stays so.</remarks>
internal sealed class Trimmer : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly PostgresStore _store;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Task _loop;
    private HashSet<ActorStore> _dirty = [];

    public Trimmer(PostgresStore store, ILogger log)
    {
        (_store, _log) = (store, log);
        _loop = Task.Run(RunAsync);
    }

    public void Add(ActorStore actor)
    {
        lock (_lock)
        {
            if (_dirty.Add(actor) && _dirty.Count == 1 && !_stop.IsCancellationRequested)
            {
                _work.Release();
            }
        }
    }

    /// <summary>Drops at once what is known to be free.</summary>
    public async Task TrimAsync()
    {
        HashSet<ActorStore> actors;
        lock (_lock)
        {
            (actors, _dirty) = (_dirty, []);
        }

        if (actors.Count > 0)
        {
            await TrimEventsAsync(actors).ConfigureAwait(false);
            await TrimMessagesAsync(actors).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _stop.Cancel();
        }

        await _loop.ConfigureAwait(false);
        _work.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _work.WaitAsync(_stop.Token).ConfigureAwait(false);
                await Task.Delay(Period, _stop.Token).ConfigureAwait(false);
                await TryTrimAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo is stopping; what is left is dropped in the actors' next lives.
        }
    }

    private async Task TryTrimAsync()
    {
        try
        {
            await TrimAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
        {
            // What was not dropped below a floor goes with the next trim, the rest in the actor's next life.
            _log.TrimFailed(error);
        }
    }

    private async Task TrimEventsAsync(IEnumerable<ActorStore> actors)
    {
        var numbers = new List<long>();
        var sequences = new List<long>();
        foreach (var actor in actors)
        {
            if (actor.TakeTrimEvents() is >= 0 and var sequence)
            {
                numbers.Add(actor.Actor);
                sequences.Add(sequence);
            }
        }

        if (numbers.Count > 0)
        {
            await using var command = _store.Database.CreateCommand(Statement.TrimEvents);
            Bind(command, numbers);
            Bind(command, sequences);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
    }

    private async Task TrimMessagesAsync(IEnumerable<ActorStore> actors)
    {
        var asked = new Dictionary<long, (ActorStore Actor, long Floor)>();
        var numbers = new List<long>();
        var firsts = new List<long>();
        var pasts = new List<long>();
        foreach (var actor in actors)
        {
            var free = actor.TakeFree();
            asked[actor.Actor] = (actor, free[0].End);
            foreach (var run in free.Where(run => run.Count > 0))
            {
                numbers.Add(actor.Actor);
                firsts.Add(run.First);
                pasts.Add(run.End);
            }
        }

        if (numbers.Count == 0)
        {
            return;
        }

        await using var command = _store.Database.CreateCommand(Statement.TrimMessages);
        Bind(command, numbers);
        Bind(command, firsts);
        Bind(command, pasts);
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            var (actor, floor) = asked[reader.GetInt64(0)];
            if (reader.GetInt64(1) == floor)
            {
                actor.TrimmedTo = reader.GetInt64(2);
            }
        }
    }

    private static void Bind(NpgsqlCommand command, List<long> values) =>
        command.Parameters.Add(new NpgsqlParameter<List<long>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
}
