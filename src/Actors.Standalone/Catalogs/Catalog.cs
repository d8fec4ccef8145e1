using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Actors.Core.Events;
using Actors.Core.Logs;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using Actors.Journal;
using Actors.Runtime;
using Actors.Runtime.LogActors;
using Actors.Standalone.Journals;

namespace Actors.Standalone.Catalogs;

/// <summary>The names: which actor is behind a queue or topic, and what was declared. An actor itself, with number 1, guarded by a lock.</summary>
internal sealed class Catalog(Engine engine)
{
    // More than any definition takes.
    private const int DefinitionBytes = 4096 + DefinitionOptions.MaxBytes;

    // The one subscription of a queue.
    public const int QueueSubscription = 0;

    private readonly Lock _lock = new();
    private readonly CatalogState _state = new();
    private readonly ConcurrentDictionary<string, CatalogEntry> _entries = new(StringComparer.Ordinal);

    public long Epoch => _state.Epoch;

    public IEnumerable<CatalogEntry> Entries => _entries.Values;

    public int Count => _entries.Count;

    public void Replay(ReadOnlySpan<byte> events) => _state.Replay(events);

    /// <summary>After recovery: begins a new life and gives every declared name its actor.</summary>
    public void Start(IReadOnlyDictionary<long, LogMachine> machines)
    {
        lock (_lock)
        {
            Append(_state.Start).GetAwaiter().GetResult();
            foreach (var (id, (kind, name)) in _state.Declared.ToList())
            {
                var machine = machines.GetValueOrDefault(id) ?? new LogMachine();
                if (kind == EntityKind.Queue && machine.IsEphemeral)
                {
                    // It ended with the life before, and its name with it: whoever declares it now gets a new one.
                    _ = Append(events => _state.Delete(events, id));
                    continue;
                }

                Enter(id, kind, name, machine, Task.CompletedTask);
            }
        }
    }

    public bool TryFind(string name, [NotNullWhen(true)] out CatalogEntry? entry) => _entries.TryGetValue(name, out entry);

    public CatalogEntry Find(string name) => TryFind(name, out var entry)
        ? entry
        : throw new BrokerException(ErrorCode.NotFound, $"There is no queue or topic '{name}'.");

    public Task DeclareQueue(QueueDefinition queue)
    {
        var policy = SubscriptionPolicy.Of(queue, queue.Name);
        lock (_lock)
        {
            if (!_entries.TryGetValue(queue.Name, out var entry))
            {
                return Add(EntityKind.Queue, queue.Name, (machine, step) => machine.Subscribe(QueueSubscription, "", policy, step));
            }

            var difference = entry.Kind != EntityKind.Queue ? "it is a topic" : entry.Actor.Machine.PolicyOf(QueueSubscription).DifferenceTo(policy);
            return difference is null ? entry.Declared : throw Mismatch.Of($"queue '{queue.Name}'", difference);
        }
    }

    public Task DeclareTopic(TopicDefinition topic)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(topic.Name, out var entry))
            {
                return Add(EntityKind.Topic, topic.Name, (machine, step) => machine.Configure(topic, step));
            }

            var difference = entry.Kind != EntityKind.Topic ? "it is a queue" : entry.Actor.Machine.DifferenceTo(topic);
            return difference is null ? entry.Declared : throw Mismatch.Of($"topic '{topic.Name}'", difference);
        }
    }

    /// <summary>Forgets a name; the caller stops the actor.</summary>
    /// <param name="name">The queue or topic.</param>
    /// <param name="only">Deletes only if the name still stands for this actor; null for whichever.</param>
    /// <param name="entry">What it stood for.</param>
    /// <param name="durable">Ends once that is durable.</param>
    public bool TryDelete(string name, LogActor? only, [NotNullWhen(true)] out CatalogEntry? entry, out Task durable)
    {
        lock (_lock)
        {
            durable = Task.CompletedTask;
            if (!_entries.TryGetValue(name, out entry) || (only is not null && entry.Actor != only))
            {
                entry = null;
                return false;
            }

            var id = entry.Store.Actor;
            durable = Append(events => _state.Delete(events, id));
            _entries.TryRemove(name, out _);
            return true;
        }
    }

    /// <summary>The journal asks for a snapshot, on a thread of its own: a journal that fails or has no room gets none.</summary>
    public void Snapshot()
    {
        var events = new EventWriter();
        try
        {
            lock (_lock)
            {
                _state.Snapshot(events);
                engine.Journal.Append(new Record { Actor = CatalogState.Actor, Kind = RecordKind.Snapshot, UseReserve = true, State = events.Written }, commit: null);
            }
        }
        catch (Exception error) when (error is JournalFailedException or JournalFullException)
        {
            // What was stored stays as it is, and the engine hears of a failed journal in any case.
        }
    }

    // The actor's own record goes first: journals are durable in order, so a name never stands for half an actor.
    private Task Add(EntityKind kind, string name, Action<LogMachine, Step> define)
    {
        new JournalStore(engine.Journal, CatalogState.Actor).RequireRoom(DefinitionBytes);
        if (_entries.Count >= engine.Limits.Entities)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"There are {_entries.Count} queues and topics; at most {engine.Limits.Entities} are allowed ({nameof(Limits.Entities)}).");
        }

        var machine = new LogMachine();
        var events = new EventWriter();
        var id = _state.Declare(events, kind, name);
        var step = new Step();
        define(machine, step);
        if (!step.Events.Written.IsEmpty)
        {
            engine.Journal.Append(new Record { Actor = id, Kind = RecordKind.Events, UseReserve = true, State = step.Events.Written }, commit: null);
        }

        var durable = Append(events);
        Enter(id, kind, name, machine, durable);
        return durable;
    }

    private void Enter(long id, EntityKind kind, string name, LogMachine machine, Task declared)
    {
        var store = new JournalStore(engine.Journal, id);

        // A name declared again is another actor and knows no lease of the one before: lives and numbers only grow, so for
        // each name their sum does, too.
        _entries[name] = engine.Add(new LogActor(engine, store, name, kind, machine, Epoch + id), store, declared);
    }

    private Task Append(Action<EventWriter> write)
    {
        var events = new EventWriter();
        write(events);
        return Append(events);
    }

    private Task Append(EventWriter events)
    {
        var commit = new CatalogCommit();
        engine.Journal.Append(new Record { Actor = CatalogState.Actor, Kind = RecordKind.Events, Sync = true, UseReserve = true, State = events.Written }, commit);
        return commit.Durable;
    }
}
