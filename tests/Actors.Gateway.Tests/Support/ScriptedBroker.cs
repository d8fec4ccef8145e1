using System.Threading.Channels;

namespace Actors.Gateway.Tests.Support;

/// <summary>A broker that does what the test says: publishes wait for it, everything else is answered as set.</summary>
internal sealed class ScriptedBroker : IBroker, IBrokerHealth
{
    private readonly Channel<ScriptedPublish> _publishes = Channel.CreateUnbounded<ScriptedPublish>();
    private readonly Channel<ScriptedConsumer> _consumers = Channel.CreateUnbounded<ScriptedConsumer>();
    private readonly Channel<(string Source, Settlement[] Settlements)> _settlements = Channel.CreateUnbounded<(string, Settlement[])>();

    public Func<Task>? Declaring { get; set; }

    public Func<IDeliverySink, Task>? Attaching { get; set; }

    public Func<string, ReceiveOptions, CancellationToken, Task<IReadOnlyList<Delivery>>> Receiving { get; set; } =
        static (_, _, _) => Task.FromResult<IReadOnlyList<Delivery>>([]);

    public Func<IReadOnlyList<BrowsedMessage>> Browsing { get; set; } = static () => [];

    public IReadOnlyList<EntityDescription> Entities { get; set; } = [];

    public IReadOnlyList<LeaseRun> Stale { get; set; } = [];

    public string? Fault { get; set; }

    public Task<ScriptedPublish> NextPublishAsync() => _publishes.Reader.ReadAsync().AsTask().Within("a publish");

    public bool HasPublish => _publishes.Reader.Count > 0;

    public Task<ScriptedConsumer> NextConsumerAsync() => _consumers.Reader.ReadAsync().AsTask().Within("a consumer");

    public Task<(string Source, Settlement[] Settlements)> NextSettleAsync() => _settlements.Reader.ReadAsync().AsTask().Within("a settlement");

    public ValueTask DeclareAsync(QueueDefinition queue, CancellationToken cancellationToken = default)
    {
        queue.Validate();
        return new(Declaring?.Invoke() ?? Task.CompletedTask);
    }

    public ValueTask DeclareAsync(TopicDefinition topic, CancellationToken cancellationToken = default) => new(Declaring?.Invoke() ?? Task.CompletedTask);

    public ValueTask DeclareAsync(SubscriptionDefinition subscription, CancellationToken cancellationToken = default) => new(Declaring?.Invoke() ?? Task.CompletedTask);

    public ValueTask DeclareAsync(ExchangeDefinition exchange, CancellationToken cancellationToken = default) => new(Declaring?.Invoke() ?? Task.CompletedTask);

    public ValueTask DeclareAsync(BindingDefinition binding, CancellationToken cancellationToken = default) => new(Declaring?.Invoke() ?? Task.CompletedTask);

    public ValueTask<bool> UnbindAsync(BindingDefinition binding, CancellationToken cancellationToken = default) => new(binding.Destination == "q");

    public ValueTask<IReadOnlyList<BindingDefinition>> ListBindingsAsync(string name, CancellationToken cancellationToken = default) => new([]);

    public ValueTask<bool> DeleteAsync(string address, CancellationToken cancellationToken = default) => new(address == "q");

    public ValueTask<PublishReceipt> PublishAsync(string name, MessageBatch batch, CancellationToken cancellationToken = default) =>
        PublishAsync(name, batch, PublishOptions.Default, cancellationToken);

    public ValueTask<PublishReceipt> PublishAsync(string name, MessageBatch batch, PublishOptions options, CancellationToken cancellationToken = default)
    {
        var publish = new ScriptedPublish(name, batch);
        _publishes.Writer.TryWrite(publish);
        return new(publish.Result.Task);
    }

    public async ValueTask<IConsumer> AttachAsync(string source, ConsumerOptions options, IDeliverySink sink, CancellationToken cancellationToken = default)
    {
        if (Attaching is not null)
        {
            await Attaching(sink);
        }

        var consumer = new ScriptedConsumer(source, options, sink);
        _consumers.Writer.TryWrite(consumer);
        return consumer;
    }

    public ValueTask<IReadOnlyList<Delivery>> ReceiveAsync(string source, ReceiveOptions options, CancellationToken cancellationToken = default) =>
        new(Receiving(source, options, cancellationToken));

    public ValueTask<SettleReceipt> SettleAsync(string source, ReadOnlyMemory<Settlement> settlements, CancellationToken cancellationToken = default)
    {
        _settlements.Writer.TryWrite((source, settlements.ToArray()));
        return new(new SettleReceipt(Stale));
    }

    public void Settle(string source, ReadOnlySpan<Settlement> settlements) => _settlements.Writer.TryWrite((source, settlements.ToArray()));

    public ValueTask<SettleReceipt> ExtendAsync(string source, ReadOnlyMemory<LeaseRun> leases, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        new(new SettleReceipt(Stale));

    public ValueTask<IReadOnlyList<BrowsedMessage>> BrowseAsync(string source, BrowseOptions options, CancellationToken cancellationToken = default) =>
        new(Browsing());

    public ValueTask<bool> CancelAsync(string source, string messageId, CancellationToken cancellationToken = default) => new(true);

    public ValueTask<bool> RescheduleAsync(string source, string messageId, DateTimeOffset deliverAt, CancellationToken cancellationToken = default) => new(true);

    public ValueTask<SeekReceipt> SeekAsync(string source, SeekTarget target, CancellationToken cancellationToken = default) => new(new SeekReceipt(target.Value, 0));

    public ValueTask SnapshotAsync(string source, string name, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask<long> PurgeAsync(string source, CancellationToken cancellationToken = default) => new(3);

    public ValueTask<EntityDescription> DescribeAsync(string address, CancellationToken cancellationToken = default) =>
        Entities.FirstOrDefault(entity => entity.Address == address) is { } entity
            ? new(entity)
            : throw new BrokerException(ErrorCode.NotFound, $"There is no '{address}'.");

    public ValueTask<IReadOnlyList<EntityDescription>> ListAsync(string? after, int maxEntities, CancellationToken cancellationToken = default) =>
        new([.. Entities.Where(entity => after is null || string.CompareOrdinal(entity.Address, after) > 0).Take(maxEntities)]);
}
