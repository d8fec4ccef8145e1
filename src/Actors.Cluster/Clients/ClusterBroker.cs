using System.Collections.Concurrent;
using Actors.Cluster.Deliveries;
using Actors.Cluster.Directories;
using Actors.Cluster.Grains;
using Actors.Cluster.Wire;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Clients;

/// <summary>The broker over the grains of a cluster: in a silo, beside one, or in a service of its own.</summary>
internal sealed class ClusterBroker : IBroker, ILifecycleParticipant<ISiloLifecycle>, ILifecycleParticipant<IClusterClientLifecycle>, IDisposable
{
    // Shorter than the time Orleans waits for an answer.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(20);

    // Longer than a healthy cluster takes to answer a call that was cancelled.
    private static readonly TimeSpan CleanupPatience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, EntityRoute> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ClusterConsumer, bool> _consumers = new();
    private readonly IGrainFactory _grains;
    private readonly EntityDirectory _directory;
    private readonly Lazy<IDeliveryObserver> _observer;
    private readonly Limits _limits;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;

    public ClusterBroker(IGrainFactory grains, ActorsClusterOptions options, ILogger<ClusterBroker> log, IClusterMembershipService? membership = null, ILocalSiloDetails? silo = null)
    {
        (_grains, _limits, _clock, _log) = (grains, options.Limits, options.Clock, log);
        Silo = silo?.SiloAddress;
        _directory = new EntityDirectory(grains);
        Exchanges = new ExchangeTables(grains, Calls);
        Receiver = new DeliveryReceiver(silo => membership?.CurrentSnapshot.GetSiloStatus(silo) == SiloStatus.Dead);
        _observer = new(() => grains.CreateObjectReference<IDeliveryObserver>(Receiver));
    }

    public DeliveryReceiver Receiver { get; }

    /// <summary>Its copies of exchanges.</summary>
    public ExchangeTables Exchanges { get; }

    public IDeliveryObserver Observer => _observer.Value;

    /// <summary>The silo this broker instance lives in; null outside of silos.</summary>
    public SiloAddress? Silo { get; }

    /// <summary>How this broker instance calls grains.</summary>
    public GrainCalls Calls { get; } = new();

    public async ValueTask DeclareAsync(QueueDefinition queue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        queue.Validate();
        await Calls.RepeatAsync(() => _grains.GetGrain<IQueueGrain>(queue.Name).DeclareAsync(queue), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DeclareAsync(TopicDefinition topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        topic.Validate();
        await Calls.RepeatAsync(() => _grains.GetGrain<ITopicGrain>(topic.Name).DeclareAsync(topic), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DeclareAsync(SubscriptionDefinition subscription, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        subscription.Validate();
        await Calls.RepeatAsync(() => _grains.GetGrain<ITopicGrain>(subscription.Topic).SubscribeAsync(subscription), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DeclareAsync(ExchangeDefinition exchange, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        exchange.Validate();
        await Calls.RepeatAsync(() => _grains.GetGrain<IExchangeGrain>(exchange.Name).DeclareAsync(exchange), cancellationToken).ConfigureAwait(false);
        Exchanges.Forget(exchange.Name);
    }

    public async ValueTask DeclareAsync(BindingDefinition binding, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binding);
        binding.Validate();
        var table = await Calls.RepeatAsync(() => _grains.GetGrain<IExchangeGrain>(binding.Exchange).BindAsync(binding), cancellationToken).ConfigureAwait(false);
        Exchanges.Keep(binding.Exchange, table);
    }

    public async ValueTask<bool> UnbindAsync(BindingDefinition binding, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(binding);
        binding.Validate();
        var change = await Calls.OnceAsync(() => _grains.GetGrain<IExchangeGrain>(binding.Exchange).UnbindAsync(binding), cancellationToken).ConfigureAwait(false);
        Exchanges.Keep(binding.Exchange, change.Table);
        return change.IsChanged;
    }

    public async ValueTask<IReadOnlyList<BindingDefinition>> ListBindingsAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        var boundBy = await Calls.RepeatAsync(() => _grains.GetGrain<IExchangeGrain>(name).BoundByAsync(), cancellationToken).ConfigureAwait(false);
        var tables = await Task.WhenAll(boundBy.Append(name).Distinct().Select(exchange =>
            Calls.RepeatAsync(() => _grains.GetGrain<IExchangeGrain>(exchange).TableAsync(0), cancellationToken))).ConfigureAwait(false);
        return [.. tables.SelectMany(change => change.Table?.Bindings ?? []).Select(entry => entry.Definition).Where(binding => binding.Exchange == name || binding.Destination == name)];
    }

    public async ValueTask<bool> DeleteAsync(string address, CancellationToken cancellationToken = default)
    {
        var (name, subscription) = EntityName.Split(address);
        try
        {
            return await DeleteAsync(name, subscription, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Exchanges.Forget(name);
        }
    }

    private async ValueTask<bool> DeleteAsync(string name, string? subscription, CancellationToken cancellationToken)
    {
        return await Calls.OnceAsync(
            () => subscription is null ? _grains.GetGrain<ILogGrain>(name).DeleteAsync() : _grains.GetGrain<ITopicGrain>(name).UnsubscribeAsync(subscription),
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<PublishReceipt> PublishAsync(string name, MessageBatch batch, CancellationToken cancellationToken = default) =>
        PublishAsync(name, batch, PublishOptions.Default, cancellationToken);

    public ValueTask<PublishReceipt> PublishAsync(string name, MessageBatch batch, PublishOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        batch.Validate(_limits);
        var receipt = RouteTo(name).Publishes.PublishAsync(batch, options);
        return new(cancellationToken.CanBeCanceled ? receipt.WaitAsync(cancellationToken) : receipt);
    }

    public async ValueTask<IConsumer> AttachAsync(string source, ConsumerOptions options, IDeliverySink sink, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        options.Validate();
        var (route, subscription) = Find(source);
        var consumer = new ClusterConsumer(this, route, source, subscription, options, sink);
        _consumers[consumer] = true;
        await consumer.AttachAsync(cancellationToken).ConfigureAwait(false);
        return consumer;
    }

    public async ValueTask<IReadOnlyList<Delivery>> ReceiveAsync(string source, ReceiveOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        var (route, subscription) = Find(source);
        await route.Settlements(subscription).DrainAsync().ConfigureAwait(false);
        var until = _clock.GetUtcNow() + options.Wait;
        var left = options.Wait;
        while (true)
        {
            // Leases that a lost silo had granted are void, so asking again does no harm.
            var request = new ReceiveRequest(options.MaxMessages, left < LongestCall ? left : LongestCall, options.LeaseTimeout, Guid.NewGuid());
            var messages = await TakeAsync(route, subscription, request, cancellationToken).ConfigureAwait(false);
            left = until - _clock.GetUtcNow();
            if (messages.Length > 0 || left <= TimeSpan.Zero)
            {
                return [.. messages.Select(message => Unpack(source, message))];
            }
        }
    }

    public async ValueTask<SettleReceipt> SettleAsync(string source, ReadOnlyMemory<Settlement> settlements, CancellationToken cancellationToken = default)
    {
        ValidateCount(settlements.Length, nameof(settlements));
        Validate(settlements.Span);
        var (route, subscription) = Find(source);
        var copy = settlements.ToArray();
        await route.Changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await Calls.OnceAsync(() => route.Grain.SettleAsync(subscription, copy), cancellationToken).ConfigureAwait(false);
    }

    public void Settle(string source, ReadOnlySpan<Settlement> settlements)
    {
        Validate(settlements);
        var (route, subscription) = Find(source);
        route.Settlements(subscription).Add(settlements);
    }

    public async ValueTask<SettleReceipt> ExtendAsync(string source, ReadOnlyMemory<LeaseRun> leases, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ValidateCount(leases.Length, nameof(leases));
        ConsumerOptions.ValidateLease(timeout);
        foreach (ref readonly var run in leases.Span)
        {
            run.Validate();
        }

        var (route, subscription) = Find(source);
        var copy = leases.ToArray();
        return await Calls.RepeatAsync(() => route.Grain.ExtendAsync(subscription, copy, timeout), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<BrowsedMessage>> BrowseAsync(string source, BrowseOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var (route, subscription) = Find(source);
        await route.Settlements(subscription).DrainAsync().ConfigureAwait(false);
        var seen = await Calls.RepeatAsync(() => route.Grain.BrowseAsync(subscription, options.FromOffset, options.MaxMessages, options.States), cancellationToken).ConfigureAwait(false);
        return [.. seen.Select(message => new BrowsedMessage(message.Offset, message.State, message.Attempt, message.PublishedAt, Unpack(message.Message).Decode()))];
    }

    public async ValueTask<bool> CancelAsync(string source, string messageId, CancellationToken cancellationToken = default)
    {
        MessageId.Validate(messageId);
        var (route, subscription) = Find(source);
        await route.Settlements(subscription).DrainAsync().ConfigureAwait(false);
        return await Calls.OnceAsync(() => route.Grain.CancelAsync(subscription, messageId), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RescheduleAsync(string source, string messageId, DateTimeOffset deliverAt, CancellationToken cancellationToken = default)
    {
        MessageId.Validate(messageId);
        var (route, subscription) = Find(source);
        await route.Settlements(subscription).DrainAsync().ConfigureAwait(false);
        return await Calls.RepeatAsync(() => route.Grain.RescheduleAsync(subscription, messageId, deliverAt), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<SeekReceipt> SeekAsync(string source, SeekTarget target, CancellationToken cancellationToken = default)
    {
        target.Validate();
        var (topic, subscription) = EntityName.SplitSubscription(source);
        await RouteTo(topic).Settlements(subscription).DrainAsync().ConfigureAwait(false);
        return await Calls.OnceAsync(() => _grains.GetGrain<ITopicGrain>(topic).SeekAsync(subscription, target), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SnapshotAsync(string source, string name, CancellationToken cancellationToken = default)
    {
        EntityName.Validate(name, "snapshot");
        var (topic, subscription) = EntityName.SplitSubscription(source);
        await RouteTo(topic).Settlements(subscription).DrainAsync().ConfigureAwait(false);
        await Calls.RepeatAsync(() => _grains.GetGrain<ITopicGrain>(topic).SnapshotAsync(subscription, name), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> PurgeAsync(string source, CancellationToken cancellationToken = default)
    {
        var (route, subscription) = Find(source);
        await route.Settlements(subscription).DrainAsync().ConfigureAwait(false);
        return await Calls.OnceAsync(() => route.Grain.PurgeAsync(subscription), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<EntityDescription> DescribeAsync(string address, CancellationToken cancellationToken = default)
    {
        // What this broker instance settled before is to be seen.
        var (name, subscription) = EntityName.Split(address);
        if (_routes.TryGetValue(name, out var route))
        {
            await route.Settlements(subscription).DrainAsync().ConfigureAwait(false);
        }

        return await Calls.RepeatAsync(() => _grains.GetGrain<ILogGrain>(name).DescribeAsync(subscription), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<EntityDescription>> ListAsync(string? after, int maxEntities, CancellationToken cancellationToken = default)
    {
        ValidateCount(maxEntities, nameof(maxEntities));
        var listed = new List<EntityDescription>();
        while (listed.Count < maxEntities)
        {
            var start = after;
            var addresses = await Calls.RepeatAsync(() => _directory.PageAsync(start, maxEntities - listed.Count), cancellationToken).ConfigureAwait(false);
            var page = addresses.ToList();
            if (page.Count == 0)
            {
                break;
            }

            after = page[^1];
            var descriptions = await Task.WhenAll(page.Select(address => TryDescribeAsync(address, cancellationToken))).ConfigureAwait(false);
            listed.AddRange(descriptions.OfType<EntityDescription>());
        }

        return listed;
    }

    // When its grains have moved: whatever is still asked has no silo any more that could ask others.
    void ILifecycleParticipant<ISiloLifecycle>.Participate(ISiloLifecycle lifecycle) => StopAt(lifecycle, ServiceLifecycleStage.GrainDeactivation - 1);

    void ILifecycleParticipant<IClusterClientLifecycle>.Participate(IClusterClientLifecycle lifecycle) => StopAt(lifecycle, ServiceLifecycleStage.Active);

    /// <summary>Ends whatever is under way, consumers included.</summary>
    public void Dispose()
    {
        Calls.Stop();
        foreach (var consumer in _consumers.Keys)
        {
            consumer.Close(new BrokerException(ErrorCode.Unavailable, "The broker is stopping."));
        }

        Receiver.Dispose();
    }

    public void Forget(ClusterConsumer consumer) => _consumers.TryRemove(consumer, out _);

    public void ReportReattaching(string source, Exception error) => _log.Reattaching(source, error);

    private async Task<LeasedMessage[]> TakeAsync(EntityRoute route, string? subscription, ReceiveRequest request, CancellationToken cancellationToken)
    {
        // Without the token: the call would end before the grain knows, and what it has taken by then would be in nobody's hands.
        var answer = Calls.RepeatAsync(() => route.Grain.ReceiveAsync(subscription, request, CancellationToken.None), CancellationToken.None);
        try
        {
            return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A queue that hears of it answers at once. What comes later is given back all the same.
            await Task.WhenAny(GiveBackAsync(route, subscription, request.Id, answer), Task.Delay(CleanupPatience, CancellationToken.None)).ConfigureAwait(false);
            throw;
        }
    }

    // A receive may be answered although it was cancelled: nobody else knows that its messages are in nobody's hands.
    private async Task GiveBackAsync(EntityRoute route, string? subscription, Guid receive, Task<LeasedMessage[]> answer)
    {
        await Calls.RepeatAsync(() => route.Grain.CancelReceiveAsync(receive), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (answer.IsCompletedSuccessfully)
        {
            route.Settlements(subscription).Add([.. answer.Result.Select(message => new Settlement(message.Lease, SettleVerb.Release))]);
            await route.Settlements(subscription).DrainAsync().ConfigureAwait(false);
        }
    }

    private void StopAt(ILifecycleObservable lifecycle, int stage) => lifecycle.Subscribe(
        nameof(ClusterBroker),
        stage,
        _ => Task.CompletedTask,
        _ =>
        {
            Dispose();
            return Task.CompletedTask;
        });

    // The directory may list what has gone: the list is right without it.
    private async Task<EntityDescription?> TryDescribeAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            return await DescribeAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokerException gone) when (gone.Code is ErrorCode.NotFound or ErrorCode.Deleted)
        {
            return null;
        }
    }

    private (EntityRoute Route, string? Subscription) Find(string source)
    {
        var (name, subscription) = EntityName.Split(source);
        return (RouteTo(name), subscription);
    }

    private EntityRoute RouteTo(string name) =>
        _routes.TryGetValue(name, out var route) ? route : _routes.GetOrAdd(name, new EntityRoute(name, _grains.GetGrain<ILogGrain>(name), this));

    private Delivery Unpack(string source, LeasedMessage message) => new(this, source, message.Lease, message.PublishedAt, Unpack(message.Message));

    private static EncodedMessage Unpack(byte[] message)
    {
        ReadOnlyMemory<byte> bytes = message;
        return EncodedMessage.Take(ref bytes);
    }

    private static void Validate(ReadOnlySpan<Settlement> settlements)
    {
        foreach (ref readonly var settlement in settlements)
        {
            settlement.Validate();
        }
    }

    private static void ValidateCount(int count, string what)
    {
        if (count is < 1 or > Limits.ReceiveCount)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"{what} counts {count}; allowed: 1 to {Limits.ReceiveCount}.");
        }
    }
}
