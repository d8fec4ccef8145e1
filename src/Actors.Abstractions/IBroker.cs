namespace Actors;

/// <summary>
/// The whole broker. The same code runs against one in this process, one over the wire, and a cluster of them.
/// </summary>
/// <remarks>
/// Every method may fail with a <see cref="BrokerException"/>; its code says what a program can do about it. When a call is
/// cancelled after it was sent, whether it was carried out is unknown.
/// </remarks>
public interface IBroker
{
    /// <summary>Makes sure a queue exists with exactly this definition.</summary>
    /// <param name="queue">The definition.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.DefinitionMismatch"/> when the name is taken by something else.</exception>
    ValueTask DeclareAsync(QueueDefinition queue, CancellationToken cancellationToken = default);

    /// <summary>Makes sure a topic exists with exactly this definition.</summary>
    /// <param name="topic">The definition.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.DefinitionMismatch"/> when the name is taken by something else.</exception>
    ValueTask DeclareAsync(TopicDefinition topic, CancellationToken cancellationToken = default);

    /// <summary>Makes sure a subscription exists with exactly this definition. Its topic must exist.</summary>
    /// <param name="subscription">The definition.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.DefinitionMismatch"/>, or <see cref="ErrorCode.NotFound"/> for the topic.</exception>
    ValueTask DeclareAsync(SubscriptionDefinition subscription, CancellationToken cancellationToken = default);

    /// <summary>Makes sure an exchange exists with exactly this definition.</summary>
    /// <param name="exchange">The definition.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.DefinitionMismatch"/> when the name is taken by something else.</exception>
    ValueTask DeclareAsync(ExchangeDefinition exchange, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes sure a binding exists. Once this returns, every later publish through this broker object uses it, and those of
    /// others within a second. A binding goes with its exchange and with its destination.
    /// </summary>
    /// <param name="binding">The binding; its exchange and its destination must exist.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.NotFound"/> for the exchange or the destination, <see cref="ErrorCode.LimitExceeded"/>.</exception>
    ValueTask DeclareAsync(BindingDefinition binding, CancellationToken cancellationToken = default);

    /// <summary>Removes a binding.</summary>
    /// <param name="binding">Exactly as it was made.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it was there.</returns>
    ValueTask<bool> UnbindAsync(BindingDefinition binding, CancellationToken cancellationToken = default);

    /// <summary>Lists the bindings of an exchange, and those that lead to an exchange, a queue or a topic.</summary>
    /// <param name="name">The exchange, queue or topic.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.NotFound"/>.</exception>
    ValueTask<IReadOnlyList<BindingDefinition>> ListBindingsAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Removes a queue, topic, subscription or exchange with everything in it; its consumers are closed.</summary>
    /// <param name="address">Which one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it was there.</returns>
    ValueTask<bool> DeleteAsync(string address, CancellationToken cancellationToken = default);

    /// <summary>Stores a batch. Calls made one after the other are stored in that order; they need not wait for one another.</summary>
    /// <param name="name">A queue or topic; or an exchange, which has each message stored by every queue and topic it picks.</param>
    /// <param name="batch">The messages; the memory must stay as it is until the result is there.</param>
    /// <param name="cancellationToken">Stops waiting; the messages may be stored all the same.</param>
    /// <returns>The confirm, given once the messages are durable.</returns>
    ValueTask<PublishReceipt> PublishAsync(string name, MessageBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Stores a batch, as its publisher wants it; see the other overload.</summary>
    /// <param name="name">A queue, topic or exchange.</param>
    /// <param name="batch">The messages; the memory must stay as it is until the result is there.</param>
    /// <param name="options">What the publisher asks for.</param>
    /// <param name="cancellationToken">Stops waiting; the messages may be stored all the same.</param>
    /// <returns>The confirm, given once the messages are durable everywhere they were to go.</returns>
    ValueTask<PublishReceipt> PublishAsync(string name, MessageBatch batch, PublishOptions options, CancellationToken cancellationToken = default);

    /// <summary>Stores one message. Many calls may be under way at a time; they are stored in the order they were made.</summary>
    /// <param name="name">A queue, topic or exchange.</param>
    /// <param name="message">The message; its body is read during the call.</param>
    /// <param name="cancellationToken">Stops waiting; the message may be stored all the same.</param>
    /// <returns>
    /// The message's offset, given once it is durable; of a duplicate that of the one stored before, as far as it is known;
    /// <see cref="PublishReceipt.NoOffset"/> from an exchange.
    /// </returns>
    /// <exception cref="BrokerException">The message was refused, or whether it was stored is unknown.</exception>
    async ValueTask<long> PublishAsync(string name, Message message, CancellationToken cancellationToken = default)
    {
        var send = SendOperation.Start(name);
        try
        {
            var receipt = await PublishAsync(name, MessageBatch.Of(TraceContext.Inject(message)), cancellationToken).ConfigureAwait(false);
            receipt.ThrowIfRefused();
            send.End(1);
            return receipt.OffsetOf(0);
        }
        catch (Exception error)
        {
            send.Fail(error);
            throw;
        }
    }

    /// <summary>Attaches a consumer that is fed as long as it holds fewer unsettled messages than its prefetch.</summary>
    /// <param name="source">A queue, or <c>topic/subscription</c>.</param>
    /// <param name="options">How it wants to be fed.</param>
    /// <param name="sink">Where deliveries go; called before this returns, too, if there are messages.</param>
    /// <param name="cancellationToken">Stops waiting for the consumer to be attached; not the consumer.</param>
    ValueTask<IConsumer> AttachAsync(string source, ConsumerOptions options, IDeliverySink sink, CancellationToken cancellationToken = default);

    /// <summary>Takes messages once, waiting for the first if there is none. The leases belong to nobody's connection.</summary>
    /// <param name="source">A queue, or <c>topic/subscription</c>.</param>
    /// <param name="options">How many, how long.</param>
    /// <param name="cancellationToken">Stops waiting; messages already leased come back by themselves.</param>
    /// <returns>The messages; none when the wait was over.</returns>
    ValueTask<IReadOnlyList<Delivery>> ReceiveAsync(string source, ReceiveOptions options, CancellationToken cancellationToken = default);

    /// <summary>Ends deliveries and waits until that is durable: what was acked never comes back.</summary>
    /// <param name="source">The queue or subscription they came from.</param>
    /// <param name="settlements">Which deliveries, and how they end; 1 to <see cref="Limits.BatchCount"/> runs.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<SettleReceipt> SettleAsync(string source, ReadOnlyMemory<Settlement> settlements, CancellationToken cancellationToken = default);

    /// <summary>Ends deliveries without waiting for an answer. After a crash within the next moments they may come back.</summary>
    /// <param name="source">The queue or subscription they came from.</param>
    /// <param name="settlements">Which deliveries, and how they end.</param>
    void Settle(string source, ReadOnlySpan<Settlement> settlements);

    /// <summary>Holds deliveries for longer: their leases end this long from now.</summary>
    /// <param name="source">The queue or subscription they came from.</param>
    /// <param name="leases">Which deliveries; 1 to <see cref="Limits.BatchCount"/> runs.</param>
    /// <param name="timeout"><see cref="Limits.ShortestLease"/> to <see cref="Limits.LongestLease"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<SettleReceipt> ExtendAsync(string source, ReadOnlyMemory<LeaseRun> leases, TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>Looks at messages without touching them: order, leases and attempts stay as they are.</summary>
    /// <param name="source">A queue, or <c>topic/subscription</c>.</param>
    /// <param name="options">From where on, how many, and which.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Messages by offset; none when there is nothing of interest at or after the offset.</returns>
    ValueTask<IReadOnlyList<BrowsedMessage>> BrowseAsync(string source, BrowseOptions options, CancellationToken cancellationToken = default);

    /// <summary>Removes a message that waits, ready or delayed, by its sender's own id.</summary>
    /// <remarks>Where the id is not indexed (it is for messages of a queue or topic with <see cref="Deduplication"/>), the waiting messages are searched.</remarks>
    /// <param name="source">A queue, or <c>topic/subscription</c>.</param>
    /// <param name="messageId">Its <see cref="Message.Id"/>; of several messages with one id the oldest.</param>
    /// <param name="cancellationToken">Stops waiting; the message may be removed all the same.</param>
    /// <returns>Whether it was there, waiting; a message under lease stays.</returns>
    ValueTask<bool> CancelAsync(string source, string messageId, CancellationToken cancellationToken = default);

    /// <summary>Delays a message that waits, ready or delayed, until another time; its time to live begins there.</summary>
    /// <param name="source">A queue, or <c>topic/subscription</c>.</param>
    /// <param name="messageId">Its <see cref="Message.Id"/>; of several messages with one id the oldest.</param>
    /// <param name="deliverAt">When it is to be ready; a time that has passed makes it ready at once.</param>
    /// <param name="cancellationToken">Stops waiting; the message may be delayed all the same.</param>
    /// <returns>Whether it was there, waiting; a message under lease stays as it is.</returns>
    ValueTask<bool> RescheduleAsync(string source, string messageId, DateTimeOffset deliverAt, CancellationToken cancellationToken = default);

    /// <summary>Removes all ready and delayed messages. Leased ones stay with their consumers.</summary>
    /// <param name="source">A queue, or <c>topic/subscription</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many messages were removed.</returns>
    ValueTask<long> PurgeAsync(string source, CancellationToken cancellationToken = default);

    /// <summary>Tells what a queue, topic, subscription or exchange is and holds.</summary>
    /// <param name="address">Which one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.NotFound"/>.</exception>
    ValueTask<EntityDescription> DescribeAsync(string address, CancellationToken cancellationToken = default);

    /// <summary>Lists queues, topics, subscriptions and exchanges by address, a page at a time.</summary>
    /// <param name="after">The last address of the page before; null for the first page.</param>
    /// <param name="maxEntities">Most entries to return, 1 to <see cref="Limits.ReceiveCount"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<IReadOnlyList<EntityDescription>> ListAsync(string? after, int maxEntities, CancellationToken cancellationToken = default);
}
