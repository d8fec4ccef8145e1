using System.Collections.Concurrent;
using Actors.Core.Logs;
using Actors.Core.Steps;
using Actors.Journal;
using Actors.Standalone.Catalogs;
using Actors.Standalone.Clocks;
using Actors.Standalone.Commands;
using Actors.Standalone.DeadLetters;
using Actors.Standalone.LogActors;

namespace Actors.Standalone;

/// <summary>One life of the broker: the journal, the catalog and the actors, from opening the folder to closing it or to a failed write.</summary>
internal sealed class Engine : IJournalOwner, IDisposable
{
    // Turns are as large as the burst that filled them; a few are kept.
    private const int SpareTurns = 256;

    /// <summary>More than any definition takes in the journal.</summary>
    public const int DefinitionBytes = 4096;

    private readonly ConcurrentQueue<Turn> _turns = new();
    private readonly Dictionary<long, LogMachine> _replayed = [];
    private readonly ConcurrentDictionary<long, LogActor> _actors = new();
    private readonly TimeProvider _clock;
    private readonly StandaloneBroker _broker;
    private int _failed;
    private volatile bool _full;

    private Engine(ActorsOptions options, StandaloneBroker broker)
    {
        _clock = options.Clock;
        _broker = broker;
        Limits = options.Limits;
        Timer = new DueTimer(options.Clock);
        Catalog = new Catalog(this);
    }

    public FileJournal Journal { get; private set; } = null!;

    public Catalog Catalog { get; }

    public DueTimer Timer { get; }

    public Limits Limits { get; }

    public TimeProvider Clock => _clock;

    public long Epoch => Catalog.Epoch;

    /// <summary>The time, in ticks of UTC.</summary>
    public long Now => _clock.GetUtcNow().UtcTicks;

    /// <summary>Whether the disk has no room for messages.</summary>
    public bool IsFull => _full;

    /// <summary>Whether a write failed, so that this life is over.</summary>
    public bool HasEnded => Volatile.Read(ref _failed) != 0;

    /// <summary>Opens the journal, recovers every actor and lets them go on.</summary>
    public static Engine Open(ActorsOptions options, StandaloneBroker broker)
    {
        var engine = new Engine(options, broker);
        try
        {
            engine.Journal = FileJournal.Open(
                new JournalOptions { Folder = options.DataPath, SegmentBytes = options.SegmentBytes, Files = options.Files }, engine);
            engine.Start();
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Refuses what would take room that the disk does not have, before anything changes.</summary>
    public void RefuseWhenFull(int bytes)
    {
        try
        {
            Journal.RequireRoom(bytes);
        }
        catch (JournalFullException full)
        {
            throw new BrokerException(ErrorCode.StorageFull, $"The disk has no room for more; what is stored can still be consumed and settled. {full.Message}", full);
        }
    }

    public Turn RentTurn() => _turns.TryDequeue(out var turn) ? turn : new Turn();

    public void ReturnTurn(Turn turn)
    {
        if (_turns.Count < SpareTurns)
        {
            _turns.Enqueue(turn);
        }
    }

    public void Add(LogActor actor) => _actors[actor.Id] = actor;

    /// <summary>The actor is deleted: stops it and lets its space come back.</summary>
    public void Delete(LogActor actor)
    {
        _actors.TryRemove(actor.Id, out _);
        var reason = new BrokerException(ErrorCode.Deleted, $"'{actor.Name}' was deleted.");
        actor.Post(new InlineCommand<bool>((on, _) =>
        {
            on.Stop(reason, returns: false);
            Journal.Drop(on.Id);
            return true;
        }));
    }

    /// <summary>A write failed: the broker throws this life away and recovers what is durable.</summary>
    public void Fail(Exception error)
    {
        if (Interlocked.Exchange(ref _failed, 1) == 0)
        {
            _broker.Recover(this, error);
        }
    }

    /// <summary>Stops every actor and waits until each has had its last turn.</summary>
    public Task StopAsync(BrokerException reason, bool returns)
    {
        var stops = new List<Task>();
        foreach (var actor in _actors.Values)
        {
            var stop = new InlineCommand<bool>((on, _) =>
            {
                on.Stop(reason, returns);
                return true;
            });
            actor.Post(stop);
            stops.Add(stop.Answer.ContinueWith(static _ => { }, TaskScheduler.Default));
        }

        return Task.WhenAll(stops);
    }

    public void DeadLetter(LogActor actor, IReadOnlyList<Effect> effects) =>
        _ = new Departure(_broker, this, actor, effects).RunAsync();

    public void Vacate(LogActor actor, int subscription) => _broker.Vacate(actor, subscription);

    public void Dispose()
    {
        Volatile.Write(ref _failed, 1);
        Timer.Dispose();
        Journal?.Dispose();
    }

    void IJournalOwner.Replay(in ReplayedRecord record)
    {
        if (record.Actor == CatalogState.Actor)
        {
            Catalog.Replay(record.State);
            return;
        }

        if (!_replayed.TryGetValue(record.Actor, out var machine))
        {
            _replayed.Add(record.Actor, machine = new LogMachine());
        }

        machine.Replay(record.State);
    }

    void IJournalOwner.SnapshotDue(long actor)
    {
        if (actor == CatalogState.Actor)
        {
            Catalog.Snapshot();
        }
        else if (_actors.TryGetValue(actor, out var found))
        {
            found.RequestSnapshot();
        }
    }

    void IJournalOwner.Evacuate(long actor, int segment)
    {
        if (actor == CatalogState.Actor)
        {
            Catalog.Snapshot();
            Journal.Evacuated(actor, segment);
        }
        else if (_actors.TryGetValue(actor, out var found))
        {
            found.RequestEvacuation(segment);
        }
    }

    void IJournalOwner.StateChanged(JournalState state, Exception? reason)
    {
        _full = state == JournalState.Full;
        _broker.Report(state, reason);
        if (state == JournalState.Failed)
        {
            Fail(reason ?? new IOException("The journal failed."));
        }
    }

    private void Start()
    {
        Catalog.Start(_replayed);
        foreach (var id in _replayed.Keys.Where(id => !_actors.ContainsKey(id)))
        {
            Journal.Drop(id);
        }

        _replayed.Clear();
        foreach (var actor in _actors.Values)
        {
            Journal.Release(actor.Id, 0, actor.Machine.Floor);
            foreach (var run in actor.Machine.FreeRunsAboveFloor())
            {
                Journal.Release(actor.Id, run.First, run.Count);
            }

            actor.Post(new InlineCommand<bool>((on, turn) => on.Recover(turn)));
        }

        foreach (var actor in _actors.Values.Where(actor => actor.Kind == EntityKind.Queue && !actor.Machine.HasSubscriptions))
        {
            _broker.Vacate(actor, Catalog.QueueSubscription);
        }
    }
}
