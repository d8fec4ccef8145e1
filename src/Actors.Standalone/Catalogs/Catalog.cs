using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Actors.Core.Events;
using Actors.Core.Exchanges;
using Actors.Core.Logs;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using Actors.Journal;
using Actors.Runtime;
using Actors.Runtime.LogActors;
using Actors.Standalone.Journals;

namespace Actors.Standalone.Catalogs;

/// <summary>
/// The names: which actor is behind a queue or topic, what was declared, and the exchanges with their bindings. An actor
/// itself, with number 1, guarded by a lock.
/// </summary>
internal sealed class Catalog(Engine engine)
{
    // More than any definition takes.
    private const int DefinitionBytes = 4096 + DefinitionOptions.MaxBytes;

    // The one subscription of a queue.
    public const int QueueSubscription = 0;

    private readonly Lock _lock = new();
    private readonly CatalogState _state = new();
    private readonly ConcurrentDictionary<string, CatalogEntry> _entries = new(StringComparer.Ordinal);

    private Task _lastAppend = Task.CompletedTask;

    public long Epoch => _state.Epoch;

    /// <summary>The exchanges, to be looked up on any thread.</summary>
    public CatalogExchanges Exchanges => _state.Exchanges;

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
                if (kind == EntityKind.Exchange)
                {
                    continue;
                }

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
        : throw new BrokerException(ErrorCode.NotFound, Exchanges.TryFind(name, out _) ? $"'{name}' is an exchange, which holds no messages." : $"There is no queue or topic '{name}'.");

    public Task DeclareQueue(QueueDefinition queue)
    {
        var policy = SubscriptionPolicy.Of(queue, queue.Name);
        lock (_lock)
        {
            RequireNoExchange(queue.Name, "queue");
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
            RequireNoExchange(topic.Name, "topic");
            if (!_entries.TryGetValue(topic.Name, out var entry))
            {
                return Add(EntityKind.Topic, topic.Name, (machine, step) => machine.Configure(topic, step));
            }

            var difference = entry.Kind != EntityKind.Topic ? "it is a queue" : entry.Actor.Machine.DifferenceTo(topic);
            return difference is null ? entry.Declared : throw Mismatch.Of($"topic '{topic.Name}'", difference);
        }
    }

    public Task DeclareExchange(ExchangeDefinition exchange)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(exchange.Name, out var entry))
            {
                throw Mismatch.Of($"exchange '{exchange.Name}'", entry.Kind == EntityKind.Queue ? "it is a queue" : "it is a topic");
            }

            if (Exchanges.TryFind(exchange.Name, out var existing))
            {
                return existing.Definition.DifferenceTo(exchange) is { } difference ? throw Mismatch.Of($"exchange '{exchange.Name}'", difference) : _lastAppend;
            }

            RequireRoomForName();
            return Append(events => _state.DeclareExchange(events, exchange));
        }
    }

    /// <summary>Adds a binding; ends once that is durable.</summary>
    public Task Bind(BindingDefinition binding)
    {
        lock (_lock)
        {
            var exchange = FindExchange(binding.Exchange);
            var toExchange = Exchanges.TryFind(binding.Destination, out _);
            if (!toExchange && !_entries.ContainsKey(binding.Destination))
            {
                throw new BrokerException(ErrorCode.NotFound, $"There is no queue, topic or exchange '{binding.Destination}' to bind.");
            }

            if (exchange.Find(binding) is not null)
            {
                return _lastAppend;
            }

            new JournalStore(engine.Journal, CatalogState.Actor).RequireRoom(DefinitionBytes);
            return Append(events => _state.Bind(events, new Binding(binding, toExchange), engine.Limits.BindingsPerExchange));
        }
    }

    /// <summary>Removes a binding.</summary>
    /// <param name="binding">Which one.</param>
    /// <param name="durable">Ends once that is durable.</param>
    /// <returns>Whether it was there.</returns>
    public bool Unbind(BindingDefinition binding, out Task durable)
    {
        lock (_lock)
        {
            durable = Task.CompletedTask;
            if (FindExchange(binding.Exchange).Find(binding) is not { } found)
            {
                return false;
            }

            durable = Append(events => _state.Unbind(events, found));
            return true;
        }
    }

    /// <summary>The bindings of an exchange, and those that lead to an exchange, a queue or a topic.</summary>
    public IReadOnlyList<BindingDefinition> BindingsOf(string name)
    {
        lock (_lock)
        {
            return Exchanges.TryFind(name, out _) || _entries.ContainsKey(name)
                ? [.. Exchanges.BindingsOf(name)]
                : throw new BrokerException(ErrorCode.NotFound, $"There is no queue, topic or exchange '{name}'.");
        }
    }

    /// <summary>Forgets an exchange and its bindings.</summary>
    /// <param name="name">The exchange.</param>
    /// <param name="durable">Ends once that is durable.</param>
    /// <returns>Whether it was there.</returns>
    public bool TryDeleteExchange(string name, out Task durable)
    {
        lock (_lock)
        {
            var exists = Exchanges.TryFind(name, out _);
            durable = exists ? Append(events => _state.DeleteExchange(events, name)) : Task.CompletedTask;
            return exists;
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
        RequireRoomForName();
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

    private BoundExchange FindExchange(string name) => Exchanges.Find(name)
        ?? throw new BrokerException(ErrorCode.NotFound, _entries.ContainsKey(name) ? $"'{name}' is not an exchange." : $"There is no exchange '{name}'.");

    private void RequireNoExchange(string name, string what)
    {
        if (Exchanges.TryFind(name, out _))
        {
            throw Mismatch.Of($"{what} '{name}'", "it is an exchange");
        }
    }

    private void RequireRoomForName()
    {
        new JournalStore(engine.Journal, CatalogState.Actor).RequireRoom(DefinitionBytes);
        var count = _entries.Count + Exchanges.Count;
        if (count >= engine.Limits.Entities)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"There are {count} queues, topics and exchanges; at most {engine.Limits.Entities} are allowed ({nameof(Limits.Entities)}).");
        }
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
        return _lastAppend = commit.Durable;
    }
}
