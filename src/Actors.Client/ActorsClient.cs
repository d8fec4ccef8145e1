using System.Buffers;
using Actors.Connections;
using Actors.Consumers;
using Actors.Outgoing;
using Actors.Protocol.Native;
using Actors.Publishing;
using Actors.Requests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors;

/// <summary>A broker over the wire. One client serves a whole process: it is safe for any number of callers and faster with more of them.</summary>
/// <remarks>
/// <code>
/// await using var broker = await ActorsClient.ConnectAsync("actors://localhost");
/// await broker.DeclareAsync(new QueueDefinition("jobs"));
/// await broker.PublishAsync("jobs", new Message("hello"));
///
/// await foreach (var delivery in broker.ConsumeAsync("jobs"))
/// {
///     Console.WriteLine(delivery.Message.Text);
///     delivery.Ack();
/// }
/// </code>
/// A lost connection is made again by itself, to any of the endpoints. Consumers go on: messages they held are delivered
/// again, and settling an earlier delivery changes nothing. A publish that may have been received fails with
/// <see cref="ErrorCode.OutcomeUnknown"/> and is never sent twice, unless the client has an id as a
/// <see cref="ActorsClientOptions.Publisher"/>: then it is sent again and stored once. One that was certainly not sent waits for the connection,
/// as do all other calls, for <see cref="ActorsClientOptions.Patience"/>.
/// </remarks>
public sealed class ActorsClient : IBroker, IAsyncDisposable, IDisposable
{
    private const int KeptScratchBytes = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    private readonly ActorsClientOptions _options;
    private readonly ILogger _log;
    private readonly Pipeline _pipeline = new();
    private readonly Publisher _publisher;
    private readonly Requester _requester;
    private readonly ConsumerTable _consumers;
    private readonly ConnectionLoop _loop;
    private string? _lastName;
    private int _closed;

    /// <summary>Creates a client that connects in the background; calls wait until it has.</summary>
    /// <param name="options">Where and how; not to be changed afterwards.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>: an option is out of range.</exception>
    public ActorsClient(ActorsClientOptions options)
    {
        options.Validate();
        _options = options;
        _log = options.LoggerFactory?.CreateLogger<ActorsClient>() ?? NullLogger<ActorsClient>.Instance;
        _publisher = new Publisher(_pipeline, options.UnconfirmedMessages, options.UnconfirmedBytes, options.Publisher is null ? null : new PublisherIdentity(options.Publisher, options.TimeProvider));
        _requester = new Requester(_pipeline);
        _consumers = new ConsumerTable(_pipeline, _requester, options, _log);
        _loop = new ConnectionLoop(options, _pipeline, _publisher, _consumers, Changed, _log);
        _loop.Start();
    }

    /// <summary>How the client stands with its broker at this moment.</summary>
    public ConnectionState State { get; private set; } = ConnectionState.Connecting;

    /// <summary>Raised when a connection is made or lost; handlers must be quick. The one place to see why a connection was lost, besides the log.</summary>
    public event Action<ConnectionChange>? ConnectionChanged;

    /// <summary>Connects to the first endpoint that answers.</summary>
    /// <param name="connectionString"><c>actors://user:password@host:port,host2:port2?name=...</c>; see <see cref="ActorsClientOptions.Parse"/>.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="BrokerException">No endpoint could be reached, or the last one refused the client.</exception>
    public static Task<ActorsClient> ConnectAsync(string connectionString, CancellationToken cancellationToken = default) =>
        ConnectAsync(ActorsClientOptions.Parse(connectionString), cancellationToken);

    /// <summary>Connects to the first endpoint that answers.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="BrokerException">No endpoint could be reached, or the last one refused the client.</exception>
    public static async Task<ActorsClient> ConnectAsync(ActorsClientOptions options, CancellationToken cancellationToken = default)
    {
        var client = new ActorsClient(options);
        try
        {
            await client._loop.FirstRound.WaitAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DeclareAsync(QueueDefinition queue, CancellationToken cancellationToken = default)
    {
        queue.Validate();
        return DoAsync(new DeclareQueueFrame(queue), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeclareAsync(TopicDefinition topic, CancellationToken cancellationToken = default)
    {
        topic.Validate();
        return DoAsync(new DeclareTopicFrame(topic), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeclareAsync(SubscriptionDefinition subscription, CancellationToken cancellationToken = default)
    {
        subscription.Validate();
        return DoAsync(new DeclareSubscriptionFrame(subscription), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeclareAsync(ExchangeDefinition exchange, CancellationToken cancellationToken = default)
    {
        exchange.Validate();
        return DoAsync(new DeclareExchangeFrame(exchange), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeclareAsync(BindingDefinition binding, CancellationToken cancellationToken = default)
    {
        binding.Validate();
        return DoAsync(new BindFrame(binding), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> UnbindAsync(BindingDefinition binding, CancellationToken cancellationToken = default)
    {
        binding.Validate();
        return await _requester.SendAsync(new UnbindFrame(binding), new SingleAnswer<RemovedFrame, bool>(removed => removed.Count > 0), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BindingDefinition>> ListBindingsAsync(string name, CancellationToken cancellationToken = default) =>
        await _requester.RepeatAsync(
            new ListBindingsFrame(name),
            static () => new ManyAnswers<BindingsFrame, BindingDefinition>((frame, list) =>
            {
                list.AddRange(frame.Bindings.Span);
                return frame.More;
            }),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string address, CancellationToken cancellationToken = default) =>
        await _requester.SendAsync(new DeleteFrame(address), new SingleAnswer<RemovedFrame, bool>(removed => removed.Count > 0), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<PublishReceipt> PublishAsync(string name, MessageBatch batch, CancellationToken cancellationToken = default) =>
        PublishAsync(name, batch, PublishOptions.Default, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PublishReceipt> PublishAsync(string name, MessageBatch batch, PublishOptions options, CancellationToken cancellationToken = default)
    {
        try
        {
            ArgumentNullException.ThrowIfNull(options);
            options.Validate();
            var waiter = Publish(name, options, batch.Messages.Span, batch.Count, cancellationToken);
            return new ValueTask<PublishReceipt>(waiter, waiter.Version);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<PublishReceipt>(error);
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> PublishAsync(string name, Message message, CancellationToken cancellationToken = default) =>
        BrokerTelemetry.ObservesSends ? ObservePublishAsync(name, message, cancellationToken) : PublishOneAsync(name, message, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IConsumer> AttachAsync(string source, ConsumerOptions options, IDeliverySink sink, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sink);
        options.Validate();
        return _consumers.AttachAsync(source, options, sink, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Delivery>> ReceiveAsync(string source, ReceiveOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        return await _requester.ReceiveAsync(this, source, options, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<SettleReceipt> SettleAsync(string source, ReadOnlyMemory<Settlement> settlements, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Validate(settlements.Span);
        var waiter = new SettleWaiter(settlements);
        _pipeline.Settle(source, waiter);
        return await waiter.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Settle(string source, ReadOnlySpan<Settlement> settlements)
    {
        Validate(settlements);
        _pipeline.Settle(source, settlements);
    }

    /// <inheritdoc/>
    public async ValueTask<SettleReceipt> ExtendAsync(string source, ReadOnlyMemory<LeaseRun> leases, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        await _requester.RepeatAsync(
            new ExtendFrame(new SettleTarget(0, source, WantsAnswer: true), timeout, leases),
            () => new SingleAnswer<SettledFrame, SettleReceipt>(settled => new SettleReceipt(settled.Stale.ToArray())),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BrowsedMessage>> BrowseAsync(string source, BrowseOptions options, CancellationToken cancellationToken = default) =>
        await _requester.RepeatAsync(
            new BrowseFrame(source, options),
            () => new ManyAnswers<BrowsedFrame, BrowsedMessage>(AddBrowsed),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> CancelAsync(string source, string messageId, CancellationToken cancellationToken = default)
    {
        MessageId.Validate(messageId);
        return await _requester.SendAsync(new CancelMessageFrame(source, messageId), new SingleAnswer<RemovedFrame, bool>(removed => removed.Count > 0), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RescheduleAsync(string source, string messageId, DateTimeOffset deliverAt, CancellationToken cancellationToken = default)
    {
        MessageId.Validate(messageId);
        return await _requester.RepeatAsync(
            new RescheduleFrame(source, messageId, deliverAt), static () => new SingleAnswer<RemovedFrame, bool>(removed => removed.Count > 0), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<long> PurgeAsync(string source, CancellationToken cancellationToken = default) =>
        await _requester.SendAsync(new PurgeFrame(source), new SingleAnswer<RemovedFrame, long>(removed => removed.Count), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<EntityDescription> DescribeAsync(string address, CancellationToken cancellationToken = default)
    {
        var described = await _requester.RepeatAsync(new DescribeFrame(address), DescribedRequest, cancellationToken).ConfigureAwait(false);
        return described[0];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EntityDescription>> ListAsync(string? after, int maxEntities, CancellationToken cancellationToken = default) =>
        await _requester.RepeatAsync(new ListFrame(after ?? "", maxEntities), DescribedRequest, cancellationToken).ConfigureAwait(false);

    /// <summary>Closes the client: publishes under way are waited for, up to <see cref="ActorsClientOptions.CloseTimeout"/>, consumers give their messages back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            await DrainAsync().WaitAsync(_options.CloseTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes the client without waiting for anything: what is under way fails, what consumers held counts as failed. Prefer <see cref="DisposeAsync"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            CloseAsync().GetAwaiter().GetResult();
        }
    }

    // Not an async method: its state machine would cost more than all the rest.
    private ValueTask<long> PublishOneAsync(string name, Message message, CancellationToken cancellationToken)
    {
        var scratch = _scratch ??= new ArrayBufferWriter<byte>(1024);
        try
        {
            MessageWriter.Write(scratch, TraceContext.Inject(message));
            var waiter = Publish(name, PublishOptions.Default, scratch.WrittenSpan, 1, cancellationToken);
            return new ValueTask<long>(waiter, waiter.Version);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<long>(error);
        }
        finally
        {
            scratch.ResetWrittenCount();
            if (scratch.Capacity > KeptScratchBytes)
            {
                _scratch = null;
            }
        }
    }

    private PublishWaiter Publish(string name, PublishOptions options, ReadOnlySpan<byte> messages, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Most publishers use one name all the time: the same string need not be looked at again.
        if (!ReferenceEquals(name, _lastName))
        {
            EntityName.Validate(name, "queue, topic or exchange");
            _lastName = name;
        }

        return _publisher.Publish(name, options, messages, count, cancellationToken);
    }

    private async ValueTask<long> ObservePublishAsync(string name, Message message, CancellationToken cancellationToken)
    {
        var send = SendOperation.Start(name);
        try
        {
            var offset = await PublishOneAsync(name, message, cancellationToken).ConfigureAwait(false);
            send.End(1);
            return offset;
        }
        catch (Exception error)
        {
            send.Fail(error);
            throw;
        }
    }

    private async ValueTask DoAsync<TFrame>(TFrame frame, CancellationToken cancellationToken)
        where TFrame : struct, IFrame<TFrame> =>
        await _requester.RepeatAsync(frame, static () => new SingleAnswer<OkFrame, bool>(_ => true), cancellationToken).ConfigureAwait(false);

    private static ManyAnswers<DescribedFrame, EntityDescription> DescribedRequest() => new((frame, list) =>
    {
        list.AddRange(frame.Entities.Span);
        return frame.More;
    });

    private static bool AddBrowsed(BrowsedFrame frame, List<BrowsedMessage> browsed)
    {
        foreach (var entry in frame.Entries.Span)
        {
            ReadOnlyMemory<byte> message = entry.Message.ToArray();
            browsed.Add(new BrowsedMessage(entry.Offset, entry.State, entry.Attempt, entry.PublishedAt, EncodedMessage.Take(ref message).Decode()));
        }

        return frame.More;
    }

    private static void Validate(ReadOnlySpan<Settlement> settlements)
    {
        if (settlements.Length is 0 or > Limits.BatchCount)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"{settlements.Length} settlements in one call; 1 to {Limits.BatchCount} are allowed.");
        }

        foreach (ref readonly var settlement in settlements)
        {
            settlement.Validate();
        }
    }

    // Consumers that only lose their connection would count what they held as failed. The answer to a ping says that
    // everything sent before, settlements too, was read by the broker.
    private async Task DrainAsync()
    {
        await _consumers.DetachAsync().ConfigureAwait(false);
        await _publisher.DrainAsync().ConfigureAwait(false);
        if (State != ConnectionState.Connected)
        {
            return;
        }

        await _requester.SendAsync(default(PingFrame), new SingleAnswer<PongFrame, bool>(_ => true), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        await _loop.StopAsync().ConfigureAwait(false);
        var refusal = new BrokerException(ErrorCode.Unavailable, "The client is closed.", new ObjectDisposedException(nameof(ActorsClient)));
        _pipeline.Refuse(refusal);
        _publisher.FailWaiting(refusal);
        _consumers.Close();
        Changed(new ConnectionChange(ConnectionState.Closed, null, null));
    }

    private void Changed(ConnectionChange change)
    {
        State = change.State;
        try
        {
            ConnectionChanged?.Invoke(change);
        }
        catch (Exception error)
        {
            _log.HandlerFailed(error);
        }
    }
}
