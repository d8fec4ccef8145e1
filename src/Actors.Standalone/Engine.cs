using System.Collections.Concurrent;
using Actors.Core.Logs;
using Actors.Journal;
using Actors.Runtime;
using Actors.Runtime.Clocks;
using Actors.Runtime.Commands;
using Actors.Runtime.LogActors;
using Actors.Standalone.Catalogs;
using Actors.Standalone.Journals;

namespace Actors.Standalone;

/// <summary>One life of the broker: the journal, the catalog and the actors, from opening the folder to closing it or to a failed write.</summary>
internal sealed class Engine : IActorHost, IJournalOwner, IDisposable
{
    private readonly Dictionary<long, LogMachine> _replayed = [];
    private readonly ConcurrentDictionary<long, CatalogEntry> _actors = new();
    private readonly TimeProvider _clock;
    private readonly StandaloneBroker _broker;
    private readonly ManualResetEventSlim _hasActors = new();
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

    public TurnPool Turns { get; } = new();

    public IBroker Broker => _broker;

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

    public CatalogEntry Add(LogActor actor, JournalStore store, Task declared) =>
        _actors[store.Actor] = new CatalogEntry(actor, store, declared);

    /// <summary>The actor is deleted: stops it and lets its space come back.</summary>
    public void Delete(CatalogEntry entry)
    {
        _actors.TryRemove(entry.Store.Actor, out _);
        var reason = new BrokerException(ErrorCode.Deleted, $"'{entry.Name}' was deleted.");
        entry.Actor.Post(new InlineCommand<bool>(
            (on, _) =>
            {
                on.Stop(reason, returns: false);

                // What came before it in this turn must not be appended behind the end: nobody could replay it.
                on.AfterTurn(() => Journal.Drop(entry.Store.Actor));
                return true;
            },
            runsWhenStopped: true));
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
        foreach (var entry in _actors.Values)
        {
            var stop = new InlineCommand<bool>(
                (on, _) =>
                {
                    on.Stop(reason, returns);
                    return true;
                },
                runsWhenStopped: true);
            entry.Actor.Post(stop);
            stops.Add(stop.Answer.ContinueWith(static _ => { }, TaskScheduler.Default));
        }

        return Task.WhenAll(stops);
    }

    public void Vacated(LogActor actor, int subscription) => _ = VacateAsync(actor, subscription);

    public void ReportDeparture(string source, Exception error) => _broker.ReportDeparture(source, error);

    public void ReportConsumer(string source, Exception error) => _broker.ReportConsumer(source, error);

    void IActorHost.Fail(LogActor actor, Exception error) => Fail(error);

    public void Dispose()
    {
        Volatile.Write(ref _failed, 1);
        Timer.Dispose();
        _hasActors.Set();
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

    // The journal's threads are at work before opening it has returned: what they ask for waits until there is somebody to
    // ask. And it is done on other threads: an append may wait for the very thread that asks.
    void IJournalOwner.SnapshotDue(long actor)
    {
        _hasActors.Wait();
        if (actor == CatalogState.Actor)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static catalog => catalog.Snapshot(), Catalog, preferLocal: false);
        }
        else if (_actors.TryGetValue(actor, out var entry))
        {
            entry.Actor.Maintain(static on => on.AppendSnapshot());
        }
    }

    void IJournalOwner.Evacuate(long actor, int segment)
    {
        _hasActors.Wait();
        if (actor == CatalogState.Actor)
        {
            // The catalog has no messages, and its state was asked for apart.
            Journal.Evacuated(actor, segment);
        }
        else if (_actors.TryGetValue(actor, out var entry))
        {
            entry.Actor.Maintain(on => Housekeeping.Evacuate(Journal, entry.Store, on, segment));
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
        _hasActors.Set();
        foreach (var id in _replayed.Keys.Where(id => !_actors.ContainsKey(id)))
        {
            Journal.Drop(id);
        }

        _replayed.Clear();
        foreach (var entry in _actors.Values)
        {
            Recover(entry);
        }
    }

    // A consumer may have come meanwhile: the actor itself decides, on its turn.
    private async Task VacateAsync(LogActor actor, int subscription)
    {
        try
        {
            if (actor.Kind == EntityKind.Topic)
            {
                await actor.AskAsync((on, turn) => on.Subscriptions.RemoveIfVacant(subscription, turn), CancellationToken.None).ConfigureAwait(false);
                return;
            }

            var reason = new BrokerException(ErrorCode.Deleted, $"'{actor.Name}' was deleted by its own definition: its last consumer left, or nobody used it for long enough.");
            await (await actor.AskAsync((on, _) => Vacate(on, reason), CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception stopping) when (stopping is BrokerException or IOException or ObjectDisposedException)
        {
            // The broker is stopping or recovering: ephemeral things go at the next start.
            _broker.ReportVacancy(actor.Name, stopping);
        }
    }

    // The name goes first: who declares it from now on gets a new queue, and never one that is about to stop.
    private Task Vacate(LogActor actor, BrokerException reason)
    {
        if (actor.IsConsumed || !Catalog.TryDelete(actor.Name, actor, out var entry, out var durable))
        {
            return Task.CompletedTask;
        }

        _actors.TryRemove(entry.Store.Actor, out _);
        actor.Stop(reason, returns: false);
        Journal.Drop(entry.Store.Actor);
        return durable;
    }

    private void Recover(CatalogEntry entry)
    {
        var (machine, number) = (entry.Actor.Machine, entry.Store.Actor);
        Journal.Release(number, 0, machine.Floor);
        foreach (var run in machine.FreeRunsAboveFloor())
        {
            Journal.Release(number, run.First, run.Count);
        }

        entry.Actor.Post(new InlineCommand<bool>((on, turn) => on.Recover(turn)));
    }
}
