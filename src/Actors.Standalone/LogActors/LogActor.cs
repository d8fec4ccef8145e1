using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Actors.Core.Logs;
using Actors.Core.Subscriptions;
using Actors.Journal;
using Actors.Standalone.Catalogs;
using Actors.Standalone.Commands;
using Actors.Standalone.Consumers;
using Actors.Standalone.Descriptions;

namespace Actors.Standalone.LogActors;

/// <summary>
/// A queue or a topic at work: a mailbox around a <see cref="LogMachine"/>. Whoever posts to an idle actor runs it on the
/// spot; whoever posts to a busy one leaves. So there is one turn at a time, no lock is held, and an idle broker hands a
/// message from socket to journal without changing threads.
/// </summary>
internal sealed class LogActor : IThreadPoolWorkItem
{
    // A thread that came to deliver one command must not serve everybody else's for ever.
    private const int TurnsInline = 8;

    // A turn's messages share one record.
    private const int TurnBytes = 1024 * 1024;

    private readonly ConcurrentQueue<object> _mailbox = new();
    private readonly Dictionary<int, ActorConsumer> _consumers = [];
    private readonly Engine _engine;
    private readonly Outbox _outbox;
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private BrokerException? _stopped;
    private bool _activity;
    private int _running;
    private int _pending;
    private int _lastConsumer;
    private readonly ConcurrentQueue<int> _evacuations = new();
    private bool _snapshotDue;
    private long _wakesAt = long.MaxValue;

    public LogActor(Engine engine, long id, string name, EntityKind kind, LogMachine machine)
    {
        _engine = engine;
        Machine = machine;
        foreach (var number in machine.Subscriptions.Where(_ => kind == EntityKind.Topic))
        {
            _numbers[machine.NameOf(number)] = number;
        }

        Id = id;
        Name = name;
        Kind = kind;
        _outbox = new Outbox(this, engine);
    }

    public long Id { get; }

    public string Name { get; }

    public EntityKind Kind { get; }

    /// <summary>The life of the broker; leases of an earlier one are stale.</summary>
    public long Epoch => _engine.Epoch;

    /// <summary>The state. To be touched on the actor's turn only, or before the actor is known to anybody.</summary>
    public LogMachine Machine { get; }

    /// <summary>The address consumers know a subscription by.</summary>
    public string AddressOf(int subscription) => Kind == EntityKind.Queue ? Name : EntityName.Subscription(Name, Machine.NameOf(subscription));

    /// <summary>Reads the record that holds a message. On the actor's turn only; the caller disposes it.</summary>
    public StoredData Read(long offset) => _engine.Journal.TryRead(Id, offset, out var stored)
        ? stored
        : throw new InvalidOperationException($"The journal does not have message {offset} of '{Name}'.");

    /// <summary>Leaves something for the actor: a command, or a turn whose record was stored.</summary>
    public void Post(object item)
    {
        _mailbox.Enqueue(item);
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            Run();
        }
    }

    /// <summary>Leaves something nobody waits for: a burst of such commands shares a turn instead of having one each.</summary>
    public void PostLater(Command command)
    {
        _mailbox.Enqueue(command);
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute() => Run();

    /// <summary>The timer fired; it has to be set again.</summary>
    public void Woken() => Volatile.Write(ref _wakesAt, long.MaxValue);

    /// <summary>Refuses everything from now on and tells the consumers. On the actor's turn only.</summary>
    /// <param name="reason">What later callers are told.</param>
    /// <param name="returns">Whether the actor comes back in another life, and its consumers with it.</param>
    public void Stop(BrokerException reason, bool returns)
    {
        _stopped = reason;
        foreach (var consumer in _consumers.Values)
        {
            if (returns)
            {
                consumer.Orphaned(reason);
            }
            else
            {
                consumer.Closed(reason);
            }
        }

        _consumers.Clear();
        _outbox.Dispose();
    }

    /// <summary>The journal wants a record of the whole state. On any thread.</summary>
    public void RequestSnapshot()
    {
        Volatile.Write(ref _snapshotDue, true);
        Post(Nudge.Instance);
    }

    /// <summary>The journal wants to empty a segment. On any thread.</summary>
    public void RequestEvacuation(int segment)
    {
        _evacuations.Enqueue(segment);
        Post(Nudge.Instance);
    }

    public int Register(ActorConsumer consumer)
    {
        _consumers.Add(++_lastConsumer, consumer);
        return _lastConsumer;
    }

    public void Unregister(int consumer) => _consumers.Remove(consumer);

    public bool TryGetConsumer(int number, out ActorConsumer consumer) => _consumers.TryGetValue(number, out consumer!);

    public void Require(int subscription)
    {
        if (!Machine.Has(subscription))
        {
            throw new BrokerException(ErrorCode.NotFound, $"A subscription of the topic '{Name}' was deleted.");
        }
    }

    /// <summary>The number of a subscription by its name. On any thread.</summary>
    public int NumberOf(string subscription) => _numbers.TryGetValue(subscription, out var number)
        ? number
        : throw new BrokerException(ErrorCode.NotFound, $"The topic '{Name}' has no subscription '{subscription}'.");

    /// <summary>Makes sure a subscription is there.</summary>
    public bool Subscribe(string name, SubscriptionPolicy policy, Turn turn, Limits limits)
    {
        turn.Step.MustSync = true;
        if (_numbers.TryGetValue(name, out var existing))
        {
            var difference = Machine.PolicyOf(existing).DifferenceTo(policy);
            return difference is null ? true : throw Catalog.Mismatch($"subscription '{EntityName.Subscription(Name, name)}'", difference);
        }

        RefuseWhenFull(Engine.DefinitionBytes);
        if (_numbers.Count >= limits.SubscriptionsPerTopic)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"The topic '{Name}' has {_numbers.Count} subscriptions; at most {limits.SubscriptionsPerTopic} are allowed ({nameof(Limits.SubscriptionsPerTopic)}).");
        }

        var number = Machine.NextSubscription;
        Machine.Subscribe(number, name, policy, turn.Step);
        _numbers[name] = number;
        return true;
    }

    /// <summary>Removes a subscription; its consumers are closed.</summary>
    public bool Unsubscribe(string name, Turn turn)
    {
        turn.Step.MustSync = true;
        if (!_numbers.TryRemove(name, out var number))
        {
            return false;
        }

        var reason = new BrokerException(ErrorCode.Deleted, $"'{EntityName.Subscription(Name, name)}' was deleted.");
        Machine.Unsubscribe(number, turn.Step);
        foreach (var (id, consumer) in _consumers.Where(entry => entry.Value.Subscription == number).ToList())
        {
            _consumers.Remove(id);
            consumer.Closed(reason);
        }

        return true;
    }

    /// <summary>Removes an ephemeral subscription, unless a consumer came meanwhile.</summary>
    public bool UnsubscribeIfVacant(int subscription, Turn turn) =>
        Machine.Has(subscription) && Machine.Count(subscription).Consumers == 0 && Unsubscribe(Machine.NameOf(subscription), turn);

    /// <summary>After recovery: voids the leases of the life before.</summary>
    public bool Recover(Turn turn)
    {
        Machine.Recover(turn.Step);
        foreach (var name in _numbers.Where(entry => !Machine.Has(entry.Value)).Select(entry => entry.Key))
        {
            _numbers.TryRemove(name, out _);
        }

        return true;
    }

    /// <summary>How fast the actor works. On its turn only.</summary>
    public ActorRates Rates { get; } = new();

    /// <summary>Whether anything happened since the last sample. On any thread.</summary>
    public bool WantsSample => Volatile.Read(ref _activity);

    /// <summary>Takes a sample; one more follows the last activity for as long as a rate is above zero.</summary>
    public void Sample(double seconds)
    {
        Rates.Sample(Machine, seconds);
        Volatile.Write(ref _activity, Rates.IsMoving);
    }

    /// <summary>Refuses what would take room that the disk does not have, before the machine changes.</summary>
    public void RefuseWhenFull(int bytes) => _engine.RefuseWhenFull(bytes);

    public void Settle(int subscription, ReadOnlySpan<Settlement> settlements, Turn turn, List<LeaseRun> stale)
    {
        Require(subscription);
        foreach (ref readonly var settlement in settlements)
        {
            if (settlement.Leases.Epoch == Epoch && settlement.Leases.Partition == 0)
            {
                Machine.Settle(subscription, settlement, turn.Now, turn.Step, stale);
            }
            else
            {
                stale.Add(settlement.Leases);
            }
        }
    }

    private void Run()
    {
        for (var turns = 0; ; turns++)
        {
            if (turns == TurnsInline)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            TakeTurn();
            if (_mailbox.IsEmpty)
            {
                Volatile.Write(ref _running, 0);
                if (_mailbox.IsEmpty || Interlocked.Exchange(ref _running, 1) != 0)
                {
                    return;
                }
            }
        }
    }

    private void TakeTurn()
    {
        var turn = _engine.RentTurn();
        turn.Begin(this, _engine.Now);
        var bytes = 0;
        while (bytes < TurnBytes && _mailbox.TryDequeue(out var item))
        {
            if (item is Turn stored)
            {
                Finish(stored);
            }
            else
            {
                bytes += item is PublishCommand publish ? publish.Bytes : 0;
                Execute((Command)item, turn);
            }
        }

        try
        {
            if (_stopped is null && Advance(turn))
            {
                _mailbox.Enqueue(Nudge.Instance);
            }

            Commit(turn);
            Maintain();
        }
        catch (Exception error)
        {
            // Whatever it was, the machine may be ahead of what is stored.
            Abort(turn, error);
        }
    }

    // After the turn's own record, so that the snapshot covers it.
    private void Maintain()
    {
        if (_stopped is not null || (!_snapshotDue && _evacuations.IsEmpty))
        {
            return;
        }

        while (_evacuations.TryDequeue(out var segment))
        {
            Housekeeping.Evacuate(_engine.Journal, this, segment);
        }

        if (Interlocked.Exchange(ref _snapshotDue, false))
        {
            Housekeeping.Snapshot(_engine.Journal, this);
        }
    }

    private void Execute(Command command, Turn turn)
    {
        if (_stopped is { } reason)
        {
            command.Fail(reason);
            return;
        }

        try
        {
            command.Execute(this, turn);
            turn.Commands.Add(command);
        }
        catch (BrokerException refusal)
        {
            command.Fail(refusal);
        }
    }

    private bool Advance(Turn turn)
    {
        if (Machine.NextDue <= turn.Now && !turn.TickAfter)
        {
            Machine.Tick(turn.Now, turn.Step);
        }

        var more = Machine.Dispatch(turn.Now, turn.Step);
        if (turn.TickAfter)
        {
            Machine.Tick(turn.Now, turn.Step);
        }

        _activity = true;
        var due = Machine.NextDue;
        if (due < Volatile.Read(ref _wakesAt))
        {
            Volatile.Write(ref _wakesAt, due);
            _engine.Timer.Wake(this, due);
        }

        return more;
    }

    private void Commit(Turn turn)
    {
        if (turn.Step.Events.Written.IsEmpty && turn.Step.Effects.Count == 0 && turn.Commands.Count == 0)
        {
            _engine.ReturnTurn(turn);
            return;
        }

        // What promises nothing need not wait for the disk, unless something before it does.
        var waits = turn.Step.MustSync || _pending > 0;
        _pending += waits ? 1 : 0;
        if (waits || !turn.Step.Events.Written.IsEmpty)
        {
            Append(turn, waits);
        }

        if (!waits)
        {
            Release(turn);
        }
    }

    private void Append(Turn turn, bool waits) => _engine.Journal.Append(
        new Record
        {
            Actor = Id,
            Kind = RecordKind.Events,
            Sync = turn.Step.MustSync,
            UseReserve = true,
            FirstKey = turn.FirstOffset,
            KeyCount = turn.MessageCount,
            Tag = turn.Now,
            State = turn.Step.Events.Written,
            Data = CollectionsMarshal.AsSpan(turn.Messages),
        },
        waits ? turn : null);

    private void Finish(Turn stored)
    {
        _pending--;
        if (stored.Error is { } error)
        {
            Abort(stored, error);
            return;
        }

        Release(stored);
    }

    private void Release(Turn turn)
    {
        try
        {
            if (_stopped is null)
            {
                _outbox.Send(turn);
            }
        }
        catch (Exception error) when (error is JournalDamagedException or JournalFailedException or InvalidOperationException or IOException)
        {
            // What is stored cannot be read back. The turn itself is durable, so its answers stand.
            _stopped ??= Recovering(error);
            _engine.Fail(error);
        }

        foreach (var command in turn.Commands)
        {
            command.Complete();
        }

        _engine.ReturnTurn(turn);
    }

    // The machine is ahead of what is stored: nothing it says can be trusted until the engine has recovered it.
    private void Abort(Turn turn, Exception error)
    {
        var unknown = new BrokerException(ErrorCode.OutcomeUnknown, $"The journal failed, so whether this was carried out is unknown: {error.Message}", error);
        foreach (var command in turn.Commands)
        {
            command.Fail(unknown);
        }

        _stopped ??= Recovering(error);
        _engine.Fail(error);
    }

    private static BrokerException Recovering(Exception error) =>
        new(ErrorCode.Unavailable, "The broker is recovering from a failed write; try again.", error);
}
