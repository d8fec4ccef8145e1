using System.Collections.Concurrent;
using Actors.Journal;
using Actors.Runtime;
using Actors.Runtime.Commands;
using Actors.Runtime.Consumers;
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
    public void Start() => _engine = Engine.Open(_options, this);

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
    public async ValueTask<bool> DeleteAsync(string address, CancellationToken cancellationToken = default)
    {
        var (name, subscription) = EntityName.Split(address);
        if (subscription is not null)
        {
            return Open().Catalog.TryFind(name, out var topic)
                && await topic.Actor.UnsubscribeAsync(subscription, cancellationToken).ConfigureAwait(false);
        }

        var engine = Open();
        if (!engine.Catalog.TryDelete(name, only: null, out var entry, out var durable))
        {
            return false;
        }

        engine.Delete(entry);
        await durable.WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<PublishReceipt> PublishAsync(string name, MessageBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (batch.Count == 0)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, "A batch must hold at least one message.");
        }

        var actor = Open().Catalog.Find(name).Actor;
        return _gate.TryEnter(batch.Messages.Length)
            ? actor.PublishAsync(batch, _gate.Leave, cancellationToken)
            : PublishLaterAsync(actor, batch, cancellationToken);
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

        var (actor, subscription) = Find(source);
        actor.PostLater(new SettleWithoutAnswer(subscription, settlements));
    }

    /// <inheritdoc/>
    public ValueTask<SettleReceipt> ExtendAsync(string source, ReadOnlyMemory<LeaseRun> leases, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ValidateCount(leases.Length, nameof(leases));
        ConsumerOptions.ValidateLease(timeout);
        var (actor, subscription) = Find(source);
        return actor.ExtendAsync(subscription, leases, timeout, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BrowsedMessage>> BrowseAsync(string source, long fromOffset, int maxMessages, CancellationToken cancellationToken = default)
    {
        if (fromOffset < 0)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The offset {fromOffset} is out of range; allowed: 0 and above.");
        }

        ValidateCount(maxMessages, nameof(maxMessages));
        var (actor, subscription) = Find(source);
        return actor.BrowseAsync(subscription, fromOffset, maxMessages, cancellationToken);
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
        return Open().Catalog.Find(name).Actor.DescribeAsync(subscription, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EntityDescription>> ListAsync(string? after, int maxEntities, CancellationToken cancellationToken = default)
    {
        ValidateCount(maxEntities, nameof(maxEntities));
        var page = new List<EntityDescription>();
        var first = after is null ? null : EntityName.Split(after).Entity;
        var entries = Open().Catalog.Entries.Where(entry => first is null || string.CompareOrdinal(entry.Name, first) >= 0);
        foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            try
            {
                var described = await entry.Actor.DescribeAllAsync(cancellationToken).ConfigureAwait(false);
                page.AddRange(described.Where(entity => after is null || string.CompareOrdinal(entity.Address, after) > 0));
            }
            catch (BrokerException gone) when (gone.Code == ErrorCode.Deleted)
            {
                continue;
            }

            if (page.Count >= maxEntities)
            {
                break;
            }
        }

        return page.Count <= maxEntities ? page : page[..maxEntities];
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

    internal void ReportDeparture(string source, Exception failure) => _log.DeadLetteringFailed(source, failure);

    /// <summary>The last consumer of something ephemeral left.</summary>
    internal void Vacate(LogActor actor, int subscription) => _ = VacateAsync(actor, subscription);

    /// <summary>Replaces an engine whose journal failed, and tries until that succeeds.</summary>
    internal void Recover(Engine failed, Exception error)
    {
        _log.Recovering(error);
        _unavailable = new BrokerException(ErrorCode.Unavailable, $"The broker is recovering from a failed write: {error.Message}", error);
        _engine = null;
        _recovery = Task.Run(() => RecoverAsync(failed));
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
                foreach (var consumer in _consumers.Keys)
                {
                    Reattach(engine, consumer);
                }

                _engine = engine;
                _log.Recovered(engine.Epoch);
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or BrokerException)
            {
                _log.RecoveryFailed(error);
                await Task.Delay(TimeSpan.FromSeconds(1), _options.Clock).ConfigureAwait(false);
            }
        }
    }

    private static void Reattach(Engine engine, AttachedConsumer consumer)
    {
        try
        {
            var (actor, subscription) = Find(engine, consumer.Source);
            actor.Post(new AttachCommand(subscription, consumer));
        }
        catch (BrokerException gone)
        {
            consumer.Closed(gone);
        }
    }

    private async Task VacateAsync(LogActor actor, int subscription)
    {
        try
        {
            if (actor.Kind == EntityKind.Topic)
            {
                await actor.AskAsync((on, turn) => on.UnsubscribeIfVacant(subscription, turn), CancellationToken.None).ConfigureAwait(false);
            }
            else if (_engine is { } engine && engine.Catalog.TryDelete(actor.Name, actor, out var entry, out var durable))
            {
                engine.Delete(entry);
                await durable.ConfigureAwait(false);
            }
        }
        catch (BrokerException stopping)
        {
            // The broker is stopping or recovering: ephemeral things go at the next start.
            _log.VacatingDeferred(actor.Name, stopping);
        }
    }

    private async ValueTask<PublishReceipt> PublishLaterAsync(LogActor actor, MessageBatch batch, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync(batch.Messages.Length, cancellationToken).ConfigureAwait(false);
        return await actor.PublishAsync(batch, _gate.Leave, cancellationToken).ConfigureAwait(false);
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
            ? (entry.Actor, entry.Actor.NumberOf(subscription))
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
