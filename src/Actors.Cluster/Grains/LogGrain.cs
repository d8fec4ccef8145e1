using Actors.Cluster.Placement;
using Actors.Cluster.Silos;
using Actors.Cluster.Wire;
using Actors.Core.Exchanges;
using Actors.Core.Subscriptions;
using Actors.Runtime;
using Actors.Runtime.LogActors;
using Orleans.Concurrency;

namespace Actors.Cluster.Grains;

/// <summary>
/// The grain behind a queue, a topic or an exchange: finds out what its name stands for, begins a life of the actor, and passes calls on
/// to it. Reentrant, because the actor's own mailbox orders what has to be in order, and waits for nobody's disk.
/// </summary>
[Reentrant, ByNamePlacement, GrainType(TypeName)]
internal sealed class LogGrain(
    [PersistentState("definition", SiloEngine.StorageName)] IPersistentState<LogDefinition> definition,
    SiloEngine engine) : Grain, IQueueGrain, ITopicGrain, IExchangeGrain, IDestinationGrain, IRemindable
{
    /// <summary>What Orleans calls the class, in its directory and its manifests.</summary>
    public const string TypeName = "actors-log";

    private readonly SemaphoreSlim _changes = new(1);
    private ActorLife? _life;
    private DueReminder? _reminder;
    private ExchangeRole? _exchange;
    private PendingReceives? _receives;

    private string Name => this.GetPrimaryKeyString();

    private ExchangeRole Exchange => _exchange ??= new ExchangeRole(
        Name, definition, _changes, GrainFactory, engine.Limits.BindingsPerExchange, () => DeleteDeclaredAsync(new BrokerException(ErrorCode.Deleted, $"'{Name}' lost its last binding.")));

    private bool IsDeclared => definition.RecordExists && !definition.State.IsDeleted;

    private bool IsExchange => IsDeclared && definition.State.Kind == EntityKind.Exchange;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (definition.RecordExists && definition.State.IsDeleted)
        {
            await EraseAsync();
        }
        else if (definition.RecordExists && definition.State.Queue is { Ephemeral: true })
        {
            // Its consumers went with the life before, and an ephemeral queue goes with them.
            await DeleteDeclaredAsync(new BrokerException(ErrorCode.Deleted, $"'{Name}' was ephemeral."));
        }
        else if (definition.RecordExists)
        {
            await BeginAsync(isNew: false);
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_life is { } life)
        {
            await life.StopAsync(new BrokerException(ErrorCode.Unavailable, $"'{Name}' is moving to another silo; try again."), returns: true);
            if (_reminder is not null)
            {
                await _reminder.UpdateAsync(life);
            }
        }
    }

    public async Task DeclareAsync(QueueDefinition queue)
    {
        queue.Validate();
        var policy = SubscriptionPolicy.Of(queue, Name);
        await DeclareAsync(new LogDefinition { Kind = EntityKind.Queue, Queue = queue }, () => SubscriptionPolicy.Of(definition.State.Queue!, Name).DifferenceTo(policy));
        _life?.Actor.Touch(queue);
    }

    public Task DeclareAsync(TopicDefinition topic)
    {
        topic.Validate();
        return DeclareAsync(new LogDefinition { Kind = EntityKind.Topic, Topic = topic }, () => DefinitionOptions.DifferenceBetween(DefinitionOptions.Encode(definition.State.Topic ?? new TopicDefinition(Name)), DefinitionOptions.Encode(topic)));
    }

    public Task DeclareAsync(ExchangeDefinition exchange)
    {
        exchange.Validate();

        // The time as the first version, and not that of any test: it grows over exchanges of the same name, too.
        var bound = new BoundExchange(exchange, [], TimeProvider.System.GetUtcNow().UtcTicks);
        return DeclareAsync(
            new LogDefinition { Kind = EntityKind.Exchange, Exchange = ExchangeState.Of(bound) }, () => definition.State.Exchange!.Table.Definition.DifferenceTo(exchange));
    }

    public Task<ExchangeTable> BindAsync(BindingDefinition binding) => Exchange.BindAsync(binding);

    public Task<ExchangeChange> UnbindAsync(BindingDefinition binding) => Exchange.UnbindAsync(binding);

    public Task<ExchangeChange> TableAsync(long knownVersion) => Task.FromResult(Exchange.TableSince(knownVersion));

    public Task<string[]> BoundByAsync() => Task.FromResult(IsDeclared ? definition.State.BoundBy.ToArray() : throw NotFound());

    public Task<EntityKind> BoundAsync(string exchange) => Exchange.BoundAsync(exchange);

    public Task ForgetAsync(string destination) => Exchange.ForgetAsync(destination);

    public async Task SubscribeAsync(SubscriptionDefinition subscription)
    {
        subscription.Validate();
        var actor = Topic();
        await engine.Directory.AddAsync(subscription.Address);
        await actor.SubscribeAsync(subscription, CancellationToken.None);
    }

    public async Task<bool> UnsubscribeAsync(string subscription)
    {
        if (_life is null || _life.Actor.Kind != EntityKind.Topic)
        {
            return false;
        }

        var removed = await _life.Actor.UnsubscribeAsync(subscription, CancellationToken.None);
        await engine.Directory.RemoveAsync(EntityName.Subscription(Name, subscription));
        return removed;
    }

    public Task<string[]> SubscriptionsAsync() => Task.FromResult<string[]>([.. Topic().Subscriptions.Names]);

    public Task<SeekReceipt> SeekAsync(string subscription, SeekTarget target) => Topic().SeekAsync(subscription, target, CancellationToken.None).AsTask();

    public Task SnapshotAsync(string subscription, string name) => Topic().SnapshotAsync(subscription, name, CancellationToken.None).AsTask();

    // An exchange stores nothing: the caller is told to route by himself.
    public Task<PublishReceipt> PublishAsync(EncodedBatch batch) => IsExchange
        ? Task.FromResult(new PublishReceipt(PublishReceipt.NoOffset, 0, []))
        : Actor().PublishAsync(
            MessageBatch.Trusted(batch.Messages, batch.Count, largest: 0),
            batch.Publisher is null ? PublishOptions.Default : new PublishOptions { Publisher = batch.Publisher, PublisherEpoch = batch.PublisherEpoch, FirstSequence = batch.FirstSequence },
            engine.Gate, CancellationToken.None).AsTask();

    public async Task<AttachReceipt> AttachAsync(AttachRequest request)
    {
        var actor = Actor();
        var pipe = await _life!.AttachAsync(request, Number(actor, request.Subscription));
        StayWhileConsumed();
        return new AttachReceipt(pipe, engine.Silo);
    }

    public Task SetPrefetchAsync(ConsumerKey consumer, int prefetch)
    {
        _life?.Find(consumer)?.SetPrefetch(prefetch);
        return Task.CompletedTask;
    }

    public Task DetachAsync(ConsumerKey consumer, bool lost) => _life?.DetachAsync(consumer, lost) ?? Task.CompletedTask;

    public async Task<LeasedMessage[]> ReceiveAsync(string? subscription, ReceiveRequest request, CancellationToken cancellationToken)
    {
        var actor = Actor();
        var options = new ReceiveOptions { MaxMessages = request.MaxMessages, Wait = request.Wait, LeaseTimeout = request.LeaseTimeout };
        var (life, number) = (_life!, Number(actor, subscription));
        var deliveries = await (_receives ??= new()).WaitAsync(request.Id, token => life.ReceiveAsync(number, options, token), cancellationToken);
        return [.. deliveries.Select(delivery => new LeasedMessage(delivery.Lease, delivery.PublishedAt, delivery.Encoded.Bytes.ToArray()))];
    }

    public Task CancelReceiveAsync(Guid receive)
    {
        (_receives ??= new()).Cancel(receive);
        return Task.CompletedTask;
    }

    public Task<SettleReceipt> SettleAsync(string? subscription, Settlement[] settlements)
    {
        var actor = Actor();
        return actor.SettleAsync(Number(actor, subscription), settlements, CancellationToken.None).AsTask();
    }

    public Task SettleSoonAsync(string? subscription, Settlement[] settlements)
    {
        var actor = Actor();
        actor.PostSoon(new Actors.Runtime.Commands.SettleWithoutAnswer(Number(actor, subscription), settlements));
        return Task.CompletedTask;
    }

    public Task<SettleReceipt> ExtendAsync(string? subscription, LeaseRun[] leases, TimeSpan timeout)
    {
        var actor = Actor();
        return actor.ExtendAsync(Number(actor, subscription), leases, timeout, CancellationToken.None).AsTask();
    }

    public async Task<SeenMessage[]> BrowseAsync(string? subscription, long fromOffset, int maxMessages, MessageStates states)
    {
        var options = new BrowseOptions { FromOffset = fromOffset, MaxMessages = maxMessages, States = states };
        options.Validate();
        var actor = Actor();
        var seen = await actor.BrowseAsync(Number(actor, subscription), options, CancellationToken.None);
        return [.. seen.Select(message => new SeenMessage(
            message.Offset, message.State, message.Attempt, message.PublishedAt, MessageBatch.Own(message.Message).Messages.ToArray()))];
    }

    public Task<bool> CancelAsync(string? subscription, string messageId)
    {
        MessageId.Validate(messageId);
        var actor = Actor();
        return actor.CancelAsync(Number(actor, subscription), messageId, CancellationToken.None).AsTask();
    }

    public Task<bool> RescheduleAsync(string? subscription, string messageId, DateTimeOffset deliverAt)
    {
        MessageId.Validate(messageId);
        var actor = Actor();
        return actor.RescheduleAsync(Number(actor, subscription), messageId, deliverAt, CancellationToken.None).AsTask();
    }

    public Task<long> PurgeAsync(string? subscription)
    {
        var actor = Actor();
        return actor.PurgeAsync(Number(actor, subscription), CancellationToken.None).AsTask();
    }

    public Task<EntityDescription> DescribeAsync(string? subscription) => IsExchange && subscription is null
        ? Task.FromResult(new EntityDescription { Address = Name, Kind = EntityKind.Exchange })
        : Actor().DescribeAsync(subscription, CancellationToken.None).AsTask();

    public async Task<bool> DeleteAsync()
    {
        await _changes.WaitAsync();
        try
        {
            return IsDeclared && await DeleteDeclaredAsync(new BrokerException(ErrorCode.Deleted, $"'{Name}' was deleted."));
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Something has fallen due while the grain slept; being awake is enough. What was deleted meanwhile is not woken again.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) =>
        _life is null ? DueReminder.ForgetAsync(this, reminderName) : _reminder?.UpdateAsync(_life) ?? Task.CompletedTask;

    private async Task DeclareAsync(LogDefinition declared, Func<string?> differs)
    {
        await _changes.WaitAsync();
        try
        {
            if (IsDeclared)
            {
                var difference = definition.State.Kind != declared.Kind ? $"it is {Article(definition.State.Kind)}" : differs();
                if (difference is not null)
                {
                    throw Mismatch.Of($"{declared.Kind.ToString().ToLowerInvariant()} '{Name}'", difference);
                }

                if (_life is null)
                {
                    // An earlier call wrote the definition and could not go on from there.
                    await BeginAsync(isNew: true);
                }

                return;
            }

            // The directory first: it may list a name that is not declared, but never misses one that is.
            await engine.Directory.DeclareAsync(Name, engine.Limits.Entities);
            declared.Incarnation = Guid.NewGuid();
            definition.State = declared;
            await WriteDefinitionAsync();
            await BeginAsync(isNew: true);
        }
        finally
        {
            _changes.Release();
        }
    }

    private async Task BeginAsync(bool isNew)
    {
        var state = definition.State;
        if (IsExchange)
        {
            return;
        }

        _life = await ActorLife.BeginAsync(engine, Name, state, isNew, new LifeEvents(this, TaskScheduler.Current));
        _reminder ??= new DueReminder(this);
    }


    // Waiting consumers make no calls: without this the grain would be collected under them.
    private void StayWhileConsumed()
    {
        if (_life is { HasConsumers: true })
        {
            DelayDeactivation(TimeSpan.FromMinutes(30));
        }
    }

    private async Task<bool> DeleteDeclaredAsync(BrokerException reason)
    {
        definition.State.IsDeleted = true;
        await WriteDefinitionAsync();
        if (_life is { } life)
        {
            // Off the list first: whoever is told that it is gone must not find it there.
            foreach (var address in life.Actor.Addresses)
            {
                await engine.Directory.RemoveAsync(address);
            }

            _life = null;
            await life.StopAsync(reason, returns: false);
        }

        await EraseAsync();
        return true;
    }

    private async Task WriteDefinitionAsync()
    {
        try
        {
            await definition.WriteStateAsync();
        }
        catch
        {
            // Whether it was written is unknown: the next activation reads what is there, and goes on from that.
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task EraseAsync()
    {
        await Exchange.ForgottenAsync();
        await engine.Store.EraseAsync(definition.State.Incarnation);
        await engine.Directory.RemoveAsync(Name);
        await definition.ClearStateAsync();
    }

    private static string Article(EntityKind kind) => kind switch
    {
        EntityKind.Queue => "a queue",
        EntityKind.Topic => "a topic",
        _ => "an exchange",
    };

    private LogActor Actor() => _life?.Actor
        ?? throw (IsExchange ? new BrokerException(ErrorCode.NotFound, $"'{Name}' is an exchange, which holds no messages.") : NotFound());

    private LogActor Topic()
    {
        var actor = Actor();
        return actor.Kind == EntityKind.Topic ? actor : throw Mismatch.Of($"topic '{Name}'", "it is a queue");
    }

    private BrokerException NotFound()
    {
        // Whoever asks for a name that is not there leaves nothing behind.
        DeactivateOnIdle();
        return new BrokerException(ErrorCode.NotFound, $"There is no queue, topic or exchange '{Name}'.");
    }

    private int Number(LogActor actor, string? subscription) => (actor.Kind, subscription) switch
    {
        (EntityKind.Queue, null) => ActorLife.QueueSubscription,
        (EntityKind.Queue, _) => throw new BrokerException(ErrorCode.NotFound, $"'{Name}' is a queue and has no subscriptions; consume it by its name alone."),
        (_, null) => throw new BrokerException(ErrorCode.InvalidArgument, $"'{Name}' is a topic; consume one of its subscriptions as {Name}{EntityName.Separator}<subscription>."),
        _ => actor.Subscriptions.NumberOf(subscription),
    };

    /// <summary>What the actor tells its grain: on any thread, so carried over to the grain's own.</summary>
    private sealed class LifeEvents(LogGrain grain, TaskScheduler scheduler) : ILifeEvents
    {
        public void Failed(Exception error) =>
            grain.GrainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, $"A write failed; the next activation recovers what is stored. {error.Message}"));

        // Migrated, not deactivated: whoever remembers the old silo would only wake it up there again.
        public void Misplaced() => grain.GrainContext.Migrate(requestContext: null);

        public void NeedsCare() => _ = Task.Factory.StartNew(LookAfterAsync, CancellationToken.None, TaskCreationOptions.None, scheduler);

        public void Vacated(ActorLife life) => _ = Task.Factory.StartNew(() => VacateAsync(life), CancellationToken.None, TaskCreationOptions.None, scheduler);

        private async Task LookAfterAsync()
        {
            try
            {
                grain.StayWhileConsumed();
                if (grain is { _life: { } life, _reminder: { } reminder })
                {
                    await reminder.UpdateAsync(life);
                }
            }
            catch (Exception failure)
            {
                // The database is away: the next round tries again.
                grain.ReportCare(failure);
            }
        }

        private async Task VacateAsync(ActorLife life)
        {
            var reason = new BrokerException(ErrorCode.Deleted, $"'{grain.Name}' was deleted by its own definition: its last consumer left, or nobody used it for long enough.");
            await grain._changes.WaitAsync();
            try
            {
                // A consumer that comes from here on is told that the queue is gone, as one that comes a little later is.
                if (grain._life == life && grain.IsDeclared && !await life.Actor.AskAsync((on, _) => on.IsConsumed, CancellationToken.None))
                {
                    await grain.DeleteDeclaredAsync(reason);
                }
            }
            catch (Exception failure)
            {
                // What could not go now goes when its grain is activated again.
                grain.DeactivateOnIdle();
                grain.ReportVacancy(failure);
            }
            finally
            {
                grain._changes.Release();
            }
        }
    }

    private void ReportCare(Exception failure) => engine.ReportCare(Name, failure);

    private void ReportVacancy(Exception failure) => engine.ReportVacancy(Name, failure);
}
