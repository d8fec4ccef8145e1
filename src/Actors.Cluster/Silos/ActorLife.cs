using System.Collections.Concurrent;
using Actors.Cluster.Deliveries;
using Actors.Cluster.Grains;
using Actors.Cluster.Postgres;
using Actors.Cluster.Wire;
using Actors.Core.Logs;
using Actors.Core.Subscriptions;
using Actors.Runtime;
using Actors.Runtime.Clocks;
using Actors.Runtime.Commands;
using Actors.Runtime.Consumers;
using Actors.Runtime.LogActors;

namespace Actors.Cluster.Silos;

/// <summary>One life of a queue or topic on this silo: from raising its epoch to the end of its activation, or to a failed write.</summary>
internal sealed class ActorLife : IActorHost, IConsumerOwner
{
    /// <summary>The number of a queue's one subscription.</summary>
    public const int QueueSubscription = 0;

    // Small at first: there may be ten thousand lives that nobody consumes from.
    private readonly ConcurrentDictionary<ConsumerKey, AttachedConsumer> _consumers = new(concurrencyLevel: 1, capacity: 1);
    private readonly ConcurrentDictionary<AttachedConsumer, PipeSink> _sinks = new(concurrencyLevel: 1, capacity: 1);
    private readonly SiloEngine _engine;
    private readonly ILifeEvents _events;
    private readonly ActorStore _store;
    private int _failed;
    private long _nextDue = long.MaxValue;

    private ActorLife(SiloEngine engine, string name, EntityKind kind, ActorStore store, LogMachine machine, ILifeEvents events)
    {
        (_engine, _events, _store) = (engine, events, store);
        Actor = new LogActor(this, store, name, kind, machine, store.Epoch);
        store.SnapshotDue = () => Actor.Maintain(static on => on.AppendSnapshot());
    }

    /// <summary>The actor.</summary>
    public LogActor Actor { get; }

    public TimeProvider Clock => _engine.Clock;

    public Limits Limits => _engine.Limits;

    public DueTimer Timer => _engine.Timer;

    public TurnPool Turns => _engine.Turns;

    public IBroker Broker => _engine.Broker;

    /// <summary>Whether a consumer is attached.</summary>
    public bool HasConsumers => !_consumers.IsEmpty;

    /// <summary>When something falls due next, as of the last second in which anything happened.</summary>
    public long NextDue => Volatile.Read(ref _nextDue);

    /// <summary>The <see cref="NextDue"/> that its reminder was last told of; <see cref="long.MaxValue"/> for none.</summary>
    public long Cared { get; set; } = long.MaxValue;

    /// <summary>Takes the actor over and recovers it.</summary>
    public static async Task<ActorLife> BeginAsync(SiloEngine engine, string name, LogDefinition definition, bool isNew, ILifeEvents events)
    {
        var (store, machine) = await engine.Store.OpenAsync(name, definition.Incarnation).ConfigureAwait(false);
        var life = new ActorLife(engine, name, definition.Kind, store, machine, events);
        var vanishing = machine.Subscriptions.Where(number => machine.PolicyOf(number).Ephemeral).Select(life.Actor.AddressOf).ToList();
        await life.Actor.AskAsync((on, turn) => life.Begin(on, turn, definition, isNew), CancellationToken.None).ConfigureAwait(false);
        engine.Add(life);
        foreach (var address in vanishing.Where(address => address != name))
        {
            await engine.Directory.RemoveAsync(address).ConfigureAwait(false);
        }

        return life;
    }

    /// <summary>Attaches a consumer of a broker instance.</summary>
    /// <returns>The pipe its deliveries go through.</returns>
    public async Task<Guid> AttachAsync(AttachRequest request, int subscription)
    {
        var pipe = _engine.Pipes.Open(request.Consumer.Broker, request.Silo, request.Observer);
        var options = new ConsumerOptions { Prefetch = request.Prefetch, LeaseTimeout = request.LeaseTimeout, KeepsLease = request.KeepsLease, Priority = request.Priority, Exclusive = request.Exclusive };
        var sink = new PipeSink(pipe, request.Consumer);
        var consumer = new AttachedConsumer(this, Actor.AddressOf(subscription), options, sink);
        _consumers[request.Consumer] = consumer;
        _sinks[consumer] = sink;
        pipe.Add(request.Consumer.Attachment, consumer);
        try
        {
            await Actor.AttachAsync(subscription, consumer, CancellationToken.None, Find(request.Consumer with { Attachment = request.Replaces })).ConfigureAwait(false);
        }
        catch
        {
            consumer.Abandon();
            throw;
        }

        // Afterwards: something ephemeral would go when its last consumer leaves, if only for this moment.
        await DetachAsync(request.Consumer with { Attachment = request.Replaces }, lost: false).ConfigureAwait(false);
        return pipe.Id;
    }

    public AttachedConsumer? Find(ConsumerKey consumer) => _consumers.GetValueOrDefault(consumer);

    public async Task DetachAsync(ConsumerKey key, bool lost)
    {
        if (Find(key) is { } consumer)
        {
            if (lost)
            {
                consumer.Abandon();
            }
            else
            {
                await consumer.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public async Task<IReadOnlyList<Delivery>> ReceiveAsync(int subscription, ReceiveOptions options, CancellationToken cancellationToken)
    {
        var consumer = new ReceivingConsumer(Broker, Actor.AddressOf(subscription));
        return await Actor.ReceiveAsync(subscription, consumer, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the life in order: what is under way is answered, and what nobody waited for is stored, too.</summary>
    public async Task StopAsync(BrokerException reason, bool returns)
    {
        _engine.Remove(this);
        try
        {
            await Actor.AskAsync(
                (on, turn) =>
                {
                    // Stored, so that no ack given without waiting is lost by a move.
                    turn.Step.MustSync = true;
                    Volatile.Write(ref _nextDue, on.Machine.NextDue);
                    on.Stop(reason, returns);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokerException)
        {
            // It had stopped already, or what it stored last is not known: the next life recovers what is there.
        }
    }

    /// <summary>Every now and then: stays awake while it is consumed, and is woken when something falls due.</summary>
    public void LookAfter()
    {
        if (HasConsumers || NextDue != Cared)
        {
            _events.NeedsCare();
        }
    }

    /// <summary>Moves to the silo where it belongs.</summary>
    public void Leave() => _events.Misplaced();

    /// <summary>Once a second, if anything happened: rates, and when to wake up again.</summary>
    public void Sample(double seconds)
    {
        if (Actor.WantsSample)
        {
            Actor.Post(new InlineCommand<bool>((on, _) =>
            {
                on.Sample(seconds);
                Volatile.Write(ref _nextDue, on.Machine.NextDue);
                return true;
            }));
        }
    }

    void IActorHost.Fail(LogActor actor, Exception error)
    {
        if (Interlocked.Exchange(ref _failed, 1) != 0)
        {
            return;
        }

        // On the actor's turn: nothing is delivered any more, and everybody who waits hears of it.
        _store.Fail(error);
        _engine.ReportLost(this, error);
        _engine.Remove(this);
        actor.Stop(new BrokerException(ErrorCode.Unavailable, $"'{actor.Name}' is recovering from a failed write; try again.", error), returns: true);
        _events.Failed(error);
    }

    void IActorHost.Vacated(LogActor actor, int subscription)
    {
        if (actor.Kind == EntityKind.Topic)
        {
            _ = VacateAsync(actor, subscription);
        }
        else
        {
            _events.Vacated(this);
        }
    }

    void IActorHost.ReportDeparture(string source, Exception error) => _engine.ReportDeparture(source, error);

    void IActorHost.ReportConsumer(string source, Exception error) => _engine.ReportConsumer(source, error);

    void IConsumerOwner.ReportConsumer(string source, Exception error) => _engine.ReportConsumer(source, error);

    void IConsumerOwner.Forget(AttachedConsumer consumer) => Forget(consumer);

    void IConsumerOwner.Orphaned(AttachedConsumer consumer)
    {
        if (Forget(consumer) is { } sink)
        {
            sink.Orphaned();
        }
    }

    private PipeSink? Forget(AttachedConsumer consumer)
    {
        if (!_sinks.TryRemove(consumer, out var sink))
        {
            return null;
        }

        _consumers.TryRemove(sink.Consumer, out _);
        sink.Leave();
        return sink;
    }

    // A declaration writes the definition first and the queue's one subscription afterwards: whatever came between is made
    // up for here.
    private bool Begin(LogActor actor, Turn turn, LogDefinition definition, bool isNew)
    {
        if (definition.Queue is { } queue && !actor.Machine.HasSubscriptions)
        {
            actor.Machine.Subscribe(QueueSubscription, "", SubscriptionPolicy.Of(queue, queue.Name), turn.Step);
        }

        if (definition.Topic is { } topic && actor.Machine.DifferenceTo(topic) is not null)
        {
            actor.Machine.Configure(topic, turn.Step);
        }

        if (!isNew)
        {
            actor.Recover(turn);
        }

        turn.Step.MustSync = true;
        return true;
    }

    private async Task VacateAsync(LogActor actor, int subscription)
    {
        try
        {
            var address = await actor.AskAsync(
                (on, turn) =>
                {
                    var name = on.Machine.Has(subscription) ? on.AddressOf(subscription) : null;
                    return on.Subscriptions.RemoveIfVacant(subscription, turn) ? name : null;
                },
                CancellationToken.None).ConfigureAwait(false);
            if (address is not null)
            {
                await _engine.Directory.RemoveAsync(address).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            // Ephemeral things that could not go now go in the next life.
            _engine.ReportVacancy(actor.Name, failure);
        }
    }
}
