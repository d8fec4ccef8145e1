namespace Actors;

/// <summary>The short forms of what services do most.</summary>
public static class BrokerExtensions
{
    /// <summary>Stores messages as one batch.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="name">A queue or topic.</param>
    /// <param name="messages">1 to <see cref="Limits.BatchCount"/> messages; their bodies are read during the call.</param>
    /// <param name="cancellationToken">Stops waiting; the messages may be stored all the same.</param>
    /// <returns>What became of each message, given once they are durable; see <see cref="PublishReceipt.ThrowIfRefused"/>.</returns>
    public static async ValueTask<PublishReceipt> PublishAsync(this IBroker broker, string name, IReadOnlyList<Message> messages, CancellationToken cancellationToken = default)
    {
        var send = SendOperation.Start(name);
        try
        {
            var batch = new MessageBatchBuilder();
            foreach (var message in messages)
            {
                batch.Add(TraceContext.Inject(message));
            }

            var receipt = await broker.PublishAsync(name, batch.Build(), cancellationToken).ConfigureAwait(false);
            send.End(receipt.Count);
            return receipt;
        }
        catch (Exception error)
        {
            send.Fail(error);
            throw;
        }
    }

    /// <summary>Makes sure a binding exists: <see cref="IBroker.DeclareAsync(BindingDefinition, CancellationToken)"/> by its usual name.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="binding">The binding; its exchange and its destination must exist.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <remarks>Not a member of <see cref="IBroker"/>: ASP.NET takes a parameter with a member of this name for one that is to be read from the request.</remarks>
    public static ValueTask BindAsync(this IBroker broker, BindingDefinition binding, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(broker);
        return broker.DeclareAsync(binding, cancellationToken);
    }

    /// <summary>
    /// Consumes messages as they come: each is handed out once and waits to be settled. The enumeration ends when it is
    /// cancelled; what it had fetched and not handed out goes back untouched, what it handed out and nobody settled counts
    /// as failed.
    /// </summary>
    /// <param name="broker">The broker.</param>
    /// <param name="source">A queue, or <c>topic/subscription</c>.</param>
    /// <param name="options">How to be fed; <see cref="ConsumerOptions.Default"/> when null.</param>
    /// <param name="cancellationToken">Ends the enumeration, without an error.</param>
    /// <exception cref="BrokerException">Why the broker closed the consumer, for instance <see cref="ErrorCode.Deleted"/>.</exception>
    public static IAsyncEnumerable<Delivery> ConsumeAsync(this IBroker broker, string source, ConsumerOptions? options = null, CancellationToken cancellationToken = default) =>
        DeliveryStream.ReadAsync(broker, source, options ?? ConsumerOptions.Default, cancellationToken);

    /// <summary>
    /// Runs a handler on every message: acks when it returns, nacks when it throws, with a delay that doubles from attempt to
    /// attempt, from 100 milliseconds to 30 seconds. Returns when cancelled.
    /// </summary>
    /// <param name="broker">The broker.</param>
    /// <param name="source">A queue, or <c>topic/subscription</c>.</param>
    /// <param name="handler">What to do; it may settle the delivery itself. Its errors go to the trace, not to the caller.</param>
    /// <param name="concurrency">How many messages are handled at a time, from 1.</param>
    /// <param name="options">How to be fed; <see cref="ConsumerOptions.Default"/> when null.</param>
    /// <param name="cancellationToken">Ends consuming once the handlers under way have returned.</param>
    /// <exception cref="BrokerException">Why the broker closed the consumer, for instance <see cref="ErrorCode.Deleted"/>.</exception>
    public static Task ConsumeAsync(
        this IBroker broker,
        string source,
        Func<Delivery, CancellationToken, ValueTask> handler,
        int concurrency = 1,
        ConsumerOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Parallel.ForEachAsync(
            broker.ConsumeAsync(source, options, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = concurrency },
            (delivery, _) => ProcessOperation.RunAsync(delivery, handler, cancellationToken));

    /// <summary>Looks at messages without touching them.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="source">A queue, or <c>topic/subscription</c>.</param>
    /// <param name="fromOffset">The lowest offset of interest; 0 for the oldest message.</param>
    /// <param name="maxMessages">Most messages to return, 1 to <see cref="Limits.ReceiveCount"/>; fewer come when they are large.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Messages by offset, whatever their state; none when there is nothing at or after the offset.</returns>
    public static ValueTask<IReadOnlyList<BrowsedMessage>> BrowseAsync(
        this IBroker broker, string source, long fromOffset, int maxMessages, CancellationToken cancellationToken = default) =>
        broker.BrowseAsync(source, new BrowseOptions { FromOffset = fromOffset, MaxMessages = maxMessages }, cancellationToken);

    /// <summary>Takes one message.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="source">A queue, or <c>topic/subscription</c>.</param>
    /// <param name="wait">How long to wait if there is none, up to <see cref="Limits.LongestWait"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The message, to be settled; null when the wait was over.</returns>
    public static async ValueTask<Delivery?> ReceiveAsync(this IBroker broker, string source, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var deliveries = await broker.ReceiveAsync(source, new ReceiveOptions { Wait = wait }, cancellationToken).ConfigureAwait(false);
        return deliveries.Count > 0 ? deliveries[0] : null;
    }
}
