using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Actors.Core.Events;
using Actors.Core.Logs;
using Actors.Runtime.Commands;
using Actors.Runtime.Consumers;
using Actors.Runtime.Descriptions;
using Actors.Runtime.Filters;
using Actors.Runtime.Stores;

namespace Actors.Runtime.LogActors;

/// <summary>A queue or a topic at work: a mailbox and turns around a <see cref="LogMachine"/>.</summary>
/// <remarks>
/// A turn takes what the mailbox holds, lets the machine change, appends one record, and leaves answers and deliveries to the
/// outbox, which sends them once the record is stored.
/// </remarks>
internal sealed class LogActor
{
    // A turn's messages share one record.
    private const int TurnBytes = 1024 * 1024;

    private readonly IActorHost _host;
    private readonly ILogStore _store;
    private readonly Mailbox _mailbox;
    private readonly Outbox _outbox;
    private ConcurrentQueue<Action<LogActor>>? _maintenance;
    private BrokerException? _stopped;
    private Action? _afterTurn;
    private bool _activity;
    private int _pending;
    private long _wakesAt = long.MaxValue;

    public LogActor(IActorHost host, ILogStore store, string name, EntityKind kind, LogMachine machine, long epoch)
    {
        _host = host;
        _store = store;
        Epoch = epoch;
        Machine = machine;
        Name = name;
        Kind = kind;
        Subscriptions = new TopicSubscriptions(this);
        foreach (var subscription in machine.Subscriptions)
        {
            Filters.Add(subscription, machine.PolicyOf(subscription));
        }

        _mailbox = new Mailbox(TakeTurn);
        _outbox = new Outbox(this, host, store);
    }

    public string Name { get; }

    public EntityKind Kind { get; }

    /// <summary>The life of the broker; leases of an earlier one are stale.</summary>
    public long Epoch { get; }

    /// <summary>The state. To be touched on the actor's turn only, or before the actor is known to anybody.</summary>
    public LogMachine Machine { get; }

    /// <summary>Its subscriptions by name.</summary>
    public TopicSubscriptions Subscriptions { get; }

    /// <summary>Which messages reach which of them. On its turn only.</summary>
    public SubscriptionFilters Filters { get; } = new();

    /// <summary>Its consumers. On its turn only.</summary>
    public ActorConsumers Consumers { get; } = new();

    /// <summary>The address consumers know a subscription by.</summary>
    public string AddressOf(int subscription) => Kind == EntityKind.Queue ? Name : EntityName.Subscription(Name, Machine.NameOf(subscription));

    /// <summary>Where its records are.</summary>
    public ILogStore Store => _store;

    /// <summary>What runs it.</summary>
    public IActorHost Host => _host;

    /// <summary>Whether it takes no commands any more.</summary>
    public bool IsStopped => _stopped is not null;

    /// <summary>Why it takes no commands any more; null as long as it does.</summary>
    public BrokerException? StoppedBecause => _stopped;

    /// <summary>Where a subscription's dead letters go; null if the subscription is gone.</summary>
    public string? DeadLetterQueueOf(int subscription) => Machine.Has(subscription) ? Machine.PolicyOf(subscription).DeadLetterQueue : null;

    /// <summary>Leaves something for the actor: a command, or a turn whose record was stored.</summary>
    public void Post(object item) => _mailbox.Post(item);

    /// <summary>Leaves something nobody waits for: a burst of such commands shares a turn instead of having one each.</summary>
    public void PostSoon(Command command) => _mailbox.PostSoon(command);

    /// <summary>Leaves something for another thread, whatever the caller's own must not be kept from.</summary>
    public void PostLater(Command command) => _mailbox.PostLater(command);

    /// <summary>The timer fired; it has to be set again.</summary>
    public void Woken() => Volatile.Write(ref _wakesAt, long.MaxValue);

    /// <summary>Refuses everything from now on and tells the consumers. On the actor's turn only.</summary>
    /// <param name="reason">What later callers are told.</param>
    /// <param name="returns">Whether the actor comes back in another life, and its consumers with it.</param>
    public void Stop(BrokerException reason, bool returns)
    {
        _stopped = reason;
        Consumers.CloseAll(reason, returns);
        _outbox.Close();
    }

    /// <summary>Has something done for the store, after the record of the next turn. On any thread.</summary>
    public void Maintain(Action<LogActor> work)
    {
        LazyInitializer.EnsureInitialized(ref _maintenance).Enqueue(work);

        // The caller is mostly the thread that makes room for appends: it must never wait in one.
        PostLater(Nudge.Instance);
    }

    /// <summary>Has something done once everything of this turn is appended, the actor stopped or not. On the actor's turn only.</summary>
    public void AfterTurn(Action work) => _afterTurn += work;

    /// <summary>Appends a record of the whole state, which stands for all before it. As maintenance only.</summary>
    public void AppendSnapshot()
    {
        var events = new EventWriter();
        Machine.Snapshot(events);
        if (events.Written.Length > _store.LargestSnapshotBytes)
        {
            // The events of before stay and are replayed: that takes room and time, and loses nothing.
            return;
        }

        _store.Append(new LogRecord { IsSnapshot = true, Time = _host.Clock.GetUtcNow().UtcTicks, Events = events.Written }, commit: null);
    }

    /// <summary>The store cannot be trusted any more: stops, and has the engine recover the actor.</summary>
    public void Break(Exception error)
    {
        _stopped ??= new BrokerException(ErrorCode.Unavailable, "The broker is recovering from a failed write; try again.", error);
        _host.Fail(this, error);
    }

    public void Require(int subscription)
    {
        if (!Machine.Has(subscription))
        {
            throw new BrokerException(ErrorCode.NotFound, $"A subscription of the topic '{Name}' was deleted.");
        }
    }

    /// <summary>Its own address and those of its subscriptions. On any thread.</summary>
    public IEnumerable<string> Addresses => Subscriptions.Names.Select(subscription => EntityName.Subscription(Name, subscription)).Prepend(Name);

    /// <summary>Whether a queue has a consumer. On its turn only.</summary>
    public bool IsConsumed => Machine.HasSubscriptions && Machine.Count(0).Consumers > 0;

    /// <summary>After recovery: voids the leases of the life before.</summary>
    public bool Recover(Turn turn)
    {
        Machine.Recover(turn.Step);
        if (Kind == EntityKind.Queue && !Machine.HasSubscriptions)
        {
            // An ephemeral queue lost the only thing that made it one.
            _host.Vacated(this, 0);
        }

        Subscriptions.ForgetGone();
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
    public void RequireRoom(int bytes) => _store.RequireRoom(bytes);

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

    private void TakeTurn()
    {
        var turn = _host.Turns.Rent();
        turn.Begin(this, _host.Clock.GetUtcNow().UtcTicks);
        try
        {
            Work(turn);
            if (_stopped is null && Advance(turn))
            {
                _mailbox.Keep(Nudge.Instance);
            }

            Commit(turn);
        }
        catch (Exception error)
        {
            // Whatever it was, the machine may be ahead of what is stored.
            Abort(turn, error);
        }

        Maintain();
    }

    private void Work(Turn turn)
    {
        var bytes = 0;
        while (bytes < TurnBytes && _mailbox.TryTake(out var item))
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
    }

    // After the turn's own record, so that a snapshot covers it.
    private void Maintain()
    {
        try
        {
            while (_stopped is null && Volatile.Read(ref _maintenance) is { } waiting && waiting.TryDequeue(out var work))
            {
                work(this);
            }

            var last = _afterTurn;
            _afterTurn = null;
            last?.Invoke();
        }
        catch (Exception error)
        {
            // The turn itself may be over and in other hands by now: only the actor ends.
            Break(error);
        }
    }

    private void Execute(Command command, Turn turn)
    {
        if (_stopped is { } reason && !command.RunsWhenStopped)
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
        catch (Exception fault)
        {
            command.Fail(new BrokerException(ErrorCode.Internal, $"The broker failed to carry out a request to '{Name}': {fault.Message}", fault));

            // What it changed so far must not be stored.
            throw;
        }
    }

    private bool Advance(Turn turn)
    {
        var isDue = Machine.NextDue <= turn.Now;
        if (isDue)
        {
            Machine.Tick(turn.Now, turn.Step);
        }

        var more = Machine.Dispatch(turn.Now, turn.Step);
        if (isDue && !more)
        {
            Machine.EndWaits(turn.Now, turn.Step);
        }

        _activity = true;
        var due = Machine.NextDue;
        if (due < Volatile.Read(ref _wakesAt))
        {
            Volatile.Write(ref _wakesAt, due);
            _host.Timer.Wake(this, due);
        }

        return more;
    }

    private void Commit(Turn turn)
    {
        if (turn.Step.Events.Written.IsEmpty && turn.Step.Effects.Count == 0 && turn.Commands.Count == 0)
        {
            _host.Turns.Return(turn);
            return;
        }

        // What promises nothing need not wait for the disk, unless something before it does.
        var waits = turn.Step.MustSync || _pending > 0 || (!_store.IsOwned && turn.Delivers);
        _pending += waits ? 1 : 0;
        if (waits || !turn.Step.Events.Written.IsEmpty)
        {
            Append(turn, waits);
        }

        if (!waits)
        {
            _outbox.Send(turn);
        }
    }

    private void Append(Turn turn, bool waits) => _store.Append(
        new LogRecord
        {
            MustSync = turn.Step.MustSync,
            FirstOffset = turn.Appended.First,
            Count = (int)turn.Appended.Count,
            Time = turn.Now,
            Events = turn.Step.Events.Written,
            Messages = CollectionsMarshal.AsSpan(turn.Messages),
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

        _outbox.Send(stored);
    }

    // The machine is ahead of what is stored: nothing it says can be trusted until the engine has recovered it.
    private void Abort(Turn turn, Exception error)
    {
        var unknown = new BrokerException(ErrorCode.OutcomeUnknown, $"The journal failed, so whether this was carried out is unknown: {error.Message}", error);
        foreach (var command in turn.Commands)
        {
            command.Fail(unknown);
        }

        Break(error);
    }
}
