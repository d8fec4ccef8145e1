using System.Collections.Concurrent;
using Actors.Core.Exchanges;
using Actors.Journal;
using Actors.Runtime;
using Actors.Runtime.Commands;
using Actors.Runtime.Consumers;
using Actors.Runtime.Exchanges;
using Actors.Runtime.LogActors;
using Actors.Runtime.Publishing;
using Actors.Standalone.Catalogs;
using Microsoft.Extensions.Logging;

namespace Actors.Standalone;

/// <summary>The broker in this process, over a journal in a local folder. No confirmed message is lost when the process dies.</summary>
/// <remarks>Thread-safe. One broker per folder; a second one is refused.</remarks>
public sealed class StandaloneBroker : IBroker, IBrokerHealth, IConsumerOwner, IAsyncDisposable
{
    private readonly ConcurrentDictionary<AttachedConsumer, bool> _consumers = new();
    private readonly ActorsOptions _options;
    private readonly ILogger _log;
    private readonly PublishGate _gate;
    private readonly RateSampler _sampler;
    private readonly Lock _recovering = new();
    private volatile Engine? _engine;
    private volatile BrokerException _unavailable = new(ErrorCode.Unavailable, "The broker has not been started.");
    private volatile bool _disposed;
    private Task _recovery = Task.CompletedTask;

    /// <summary>Creates a broker; <see cref="Start"/> opens it.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="log">Where it tells of failures.</param>
    public StandaloneBroker(ActorsOptions options, ILogger<StandaloneBroker> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Limits.Validate();
        (_options, _log) = (options, log);
        _gate = new PublishGate(options.Limits.UnconfirmedBytes);
        _sampler = new RateSampler(options.Clock, () => _engine);
    }

    /// <summary>Opens the folder and recovers what is in it.</summary>
    /// <exception cref="IOException">The folder cannot be used: it is locked by another broker, damaged, or not accessible.</exception>
    public void Start()
    {
        var engine = Engine.Open(_options, this);
        if (!TryPublish(engine))
        {
            throw new IOException($"The journal in '{_options.DataPath}' failed as soon as it was opened.");
        }
    }

    /// <inheritdoc/>
    public string? Fault => _engine is not { } engine ? _unavailable.Message : engine.IsFull ? "The disk has no room for more messages." : null;

    /// <summary>The journal's numbers; null while the broker is not open.</summary>
    public JournalStatistics? Statistics => _engine?.Journal.Statistics;

    internal Engine? Current => _engine;

    /// <inheritdoc/>
    public async ValueTask DeclareAsync(QueueDefinition queue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        queue.Validate();
        await Guard(engine => engine.Catalog.DeclareQueue(queue)).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_engine is { } engine && engine.Catalog.TryFind(queue.Name, out var entry))
        {
            entry.Actor.Touch(queue);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DeclareAsync(TopicDefinition topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        topic.Validate();
        await Guard(engine => engine.Catalog.DeclareTopic(topic)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DeclareAsync(SubscriptionDefinition subscription, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        subscription.Validate();
        await FindTopic(subscription.Topic).SubscribeAsync(subscription, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DeclareAsync(ExchangeDefinition exchange, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        exchange.Validate();
        await Guard(engine => engine.Catalog.DeclareExchange(exchange)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DeclareAsync(BindingDefinition binding, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binding);
        binding.Validate();
        await Guard(engine => engine.Catalog.Bind(binding)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> UnbindAsync(BindingDefinition binding, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binding);
        binding.Validate();
        var (existed, durable) = Guard(engine => (engine.Catalog.Unbind(binding, out var unbound), unbound));
        await durable.WaitAsync(cancellationToken).ConfigureAwait(false);
        return existed;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BindingDefinition>> ListBindingsAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(Open().Catalog.BindingsOf(name));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string address, CancellationToken cancellationToken = default)
    {
        var (name, subscription) = EntityName.Split(address);
        if (subscription is not null)
        {
            return Open().Catalog.TryFind(name, out var topic)
                && await topic.Actor.UnsubscribeAsync(subscription, cancellationToken).ConfigureAwait(false);
        }

        var engine = Open();
        if (engine.Catalog.TryDeleteExchange(name, out var exchangeDeleted))
        {
            await exchangeDeleted.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (!engine.Catalog.TryDelete(name, only: null, out var entry, out var durable))
        {
            return false;
        }

        engine.Delete(entry);
        await durable.WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<PublishReceipt> PublishAsync(string name, MessageBatch batch, CancellationToken cancellationToken = default) =>
        PublishAsync(name, batch, PublishOptions.Default, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PublishReceipt> PublishAsync(string name, MessageBatch batch, PublishOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        batch.Validate(_options.Limits);
        var catalog = Open().Catalog;
        return !catalog.TryFind(name, out var entry) && catalog.Exchanges.TryFind(name, out var exchange)
            ? PublishAsync(catalog, exchange.Definition, batch, options, cancellationToken)
            : (entry ?? catalog.Find(name)).Actor.PublishAsync(batch, options, _gate, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IConsumer> AttachAsync(string source, ConsumerOptions options, IDeliverySink sink, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        options.Validate();
        var (actor, subscription) = Find(source);
        var consumer = new AttachedConsumer(this, source, options, sink);
        _consumers[consumer] = true;
        try
        {
            await actor.AttachAsync(subscription, consumer, cancellationToken).ConfigureAwait(false);
            return consumer;
        }
        catch
        {
            consumer.Abandon();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Delivery>> ReceiveAsync(string source, ReceiveOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        var (actor, subscription) = Find(source);
        return await actor.ReceiveAsync(subscription, new ReceivingConsumer(this, source), options, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<SettleReceipt> SettleAsync(string source, ReadOnlyMemory<Settlement> settlements, CancellationToken cancellationToken = default)
    {
        ValidateCount(settlements.Length, nameof(settlements));
        foreach (ref readonly var settlement in settlements.Span)
        {
            settlement.Validate();
        }

        var (actor, subscription) = Find(source);
        return actor.SettleAsync(subscription, settlements, cancellationToken);
    }

    /// <inheritdoc/>
    public void Settle(string source, ReadOnlySpan<Settlement> settlements)
    {
        foreach (ref readonly var settlement in settlements)
        {
            settlement.Validate();
        }

        try
        {
            var (actor, subscription) = Find(source);
            actor.PostSoon(new SettleWithoutAnswer(subscription, settlements));
        }
        catch (BrokerException gone) when (gone.Code is ErrorCode.NotFound or ErrorCode.Unavailable)
        {
            // The leases went with what they were on, and nobody waits for an answer.
        }
    }

    /// <inheritdoc/>
    public ValueTask<SettleReceipt> ExtendAsync(string source, ReadOnlyMemory<LeaseRun> leases, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ValidateCount(leases.Length, nameof(leases));
        foreach (ref readonly var run in leases.Span)
        {
            run.Validate();
        }

        ConsumerOptions.ValidateLease(timeout);
        var (actor, subscription) = Find(source);
        return actor.ExtendAsync(subscription, leases, timeout, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BrowsedMessage>> BrowseAsync(string source, BrowseOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var (actor, subscription) = Find(source);
        return actor.BrowseAsync(subscription, options, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CancelAsync(string source, string messageId, CancellationToken cancellationToken = default)
    {
        MessageId.Validate(messageId);
        var (actor, subscription) = Find(source);
        return actor.CancelAsync(subscription, messageId, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> RescheduleAsync(string source, string messageId, DateTimeOffset deliverAt, CancellationToken cancellationToken = default)
    {
        MessageId.Validate(messageId);
        var (actor, subscription) = Find(source);
        return actor.RescheduleAsync(subscription, messageId, deliverAt, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> PurgeAsync(string source, CancellationToken cancellationToken = default)
    {
        var (actor, subscription) = Find(source);
        return actor.PurgeAsync(subscription, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<EntityDescription> DescribeAsync(string address, CancellationToken cancellationToken = default)
    {
        var (name, subscription) = EntityName.Split(address);
        var catalog = Open().Catalog;
        return subscription is null && catalog.Exchanges.TryFind(name, out _)
            ? new(new EntityDescription { Address = name, Kind = EntityKind.Exchange })
            : catalog.Find(name).Actor.DescribeAsync(subscription, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EntityDescription>> ListAsync(string? after, int maxEntities, CancellationToken cancellationToken = default)
    {
        ValidateCount(maxEntities, nameof(maxEntities));
        var page = new List<EntityDescription>();
        var catalog = Open().Catalog;
        var addresses = catalog.Entries.SelectMany(entry => entry.Actor.Addresses).Concat(catalog.Exchanges.Names).Where(address => after is null || string.CompareOrdinal(address, after) > 0);
        foreach (var address in addresses.Order(StringComparer.Ordinal).Take(maxEntities))
        {
            try
            {
                page.Add(await DescribeAsync(address, cancellationToken).ConfigureAwait(false));
            }
            catch (BrokerException gone) when (gone.Code is ErrorCode.Deleted or ErrorCode.NotFound)
            {
                // Deleted since its name was read: it is not there, and the list is right without it.
            }
        }

        return page;
    }

    /// <summary>Answers what is under way, tells the consumers, and closes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _sampler.Dispose();
        _unavailable = new BrokerException(ErrorCode.Unavailable, "The broker is stopping.");
        await _recovery.ConfigureAwait(false);
        if (_engine is { } engine)
        {
            _engine = null;
            await engine.StopAsync(_unavailable, returns: false).ConfigureAwait(false);
            engine.Journal.Sync();
            engine.Dispose();
        }

        foreach (var consumer in _consumers.Keys)
        {
            consumer.Closed(_unavailable);
        }
    }

    void IConsumerOwner.Forget(AttachedConsumer consumer) => _consumers.TryRemove(consumer, out _);

    void IConsumerOwner.Orphaned(AttachedConsumer consumer) => _log.ConsumerOrphaned(consumer.Source);

    internal void Report(JournalState state, Exception? reason) => _log.JournalStateChanged(state, reason);

    void IConsumerOwner.ReportConsumer(string source, Exception error) => ReportConsumer(source, error);

    internal void ReportConsumer(string source, Exception error) => _log.ConsumerFailed(source, error);

    internal void ReportVacancy(string name, Exception reason) => _log.VacatingDeferred(name, reason);

    internal void ReportDeparture(string source, Exception failure) => _log.DeadLetteringFailed(source, failure);

    /// <summary>Replaces an engine whose journal failed, and tries until that succeeds.</summary>
    internal void Recover(Engine failed, Exception error)
    {
        lock (_recovering)
        {
            if (_engine != failed)
            {
                // It never got to work: whoever opened it sees that it has ended.
                return;
            }

            _unavailable = new BrokerException(ErrorCode.Unavailable, $"The broker is recovering from a failed write: {error.Message}", error);
            _engine = null;
            _log.Recovering(error);
            _recovery = Task.Run(() => RecoverAsync(failed));
        }
    }

    private bool TryPublish(Engine engine)
    {
        lock (_recovering)
        {
            if (!engine.HasEnded)
            {
                _engine = engine;
                return true;
            }
        }

        engine.Dispose();
        return false;
    }

    private async Task RecoverAsync(Engine failed)
    {
        await failed.StopAsync(_unavailable, returns: true).ConfigureAwait(false);
        failed.Dispose();
        while (!_disposed)
        {
            try
            {
                var engine = Engine.Open(_options, this);
                if (TryPublish(engine))
                {
                    _log.Recovered(engine.Epoch);
                    await Task.WhenAll(_consumers.Keys.Select(consumer => ReattachAsync(engine, consumer))).ConfigureAwait(false);
                    return;
                }
            }
            catch (Exception error)
            {
                // Whatever keeps the journal closed may pass: a disk that is away, a folder that is held.
                _log.RecoveryFailed(error);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), _options.Clock).ConfigureAwait(false);
        }
    }

    private static async Task ReattachAsync(Engine engine, AttachedConsumer consumer)
    {
        try
        {
            var (actor, subscription) = Find(engine, consumer.Source);
            await actor.AttachAsync(subscription, consumer, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokerException gone) when (!engine.HasEnded)
        {
            consumer.Closed(gone);
        }
        catch (BrokerException)
        {
            // This life is over, too; the next one attaches the consumer again.
        }
    }

    private ValueTask<PublishReceipt> PublishAsync(Catalog catalog, ExchangeDefinition exchange, MessageBatch batch, PublishOptions options, CancellationToken cancellationToken)
    {
        if (exchange.Internal)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The exchange '{exchange.Name}' is internal: it is reached through bindings only.");
        }

        RoutedBatch.RefuseNumbers(exchange.Name, options);
        var routed = new RoutedBatch(exchange.Name, batch, new Router(name => catalog.Exchanges.Find(name)?.Routing));
        return routed.PublishAsync(options.Mandatory, (name, part) => catalog.Find(name).Actor.PublishAsync(part, PublishOptions.Default, _gate, cancellationToken));
    }

    private T Guard<T>(Func<Engine, T> work)
    {
        try
        {
            return work(Open());
        }
        catch (Exception error) when (error is JournalFailedException or JournalFullException or ObjectDisposedException)
        {
            throw new BrokerException(ErrorCode.Unavailable, $"The journal failed: {error.Message}", error);
        }
    }

    private Engine Open() => _engine ?? throw new BrokerException(_unavailable.Code, _unavailable.Message);

    private LogActor FindTopic(string name)
    {
        var entry = Open().Catalog.Find(name);
        return entry.Kind == EntityKind.Topic ? entry.Actor : throw Mismatch.Of($"topic '{name}'", "it is a queue");
    }

    private (LogActor Actor, int Subscription) Find(string source) => Find(Open(), source);

    private static (LogActor Actor, int Subscription) Find(Engine engine, string source)
    {
        var (name, subscription) = EntityName.Split(source);
        var entry = engine.Catalog.Find(name);
        if (entry.Kind == EntityKind.Queue)
        {
            return subscription is null
                ? (entry.Actor, Catalog.QueueSubscription)
                : throw new BrokerException(ErrorCode.NotFound, $"'{name}' is a queue and has no subscriptions; consume it by its name alone.");
        }

        return subscription is not null
            ? (entry.Actor, entry.Actor.Subscriptions.NumberOf(subscription))
            : throw new BrokerException(ErrorCode.InvalidArgument, $"'{name}' is a topic; consume one of its subscriptions as {name}{EntityName.Separator}<subscription>.");
    }

    private static void ValidateCount(int count, string what)
    {
        if (count is < 1 or > Limits.ReceiveCount)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"{what} counts {count}; allowed: 1 to {Limits.ReceiveCount}.");
        }
    }
}
