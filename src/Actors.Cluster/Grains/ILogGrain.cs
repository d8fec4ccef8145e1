using Actors.Cluster.Wire;

namespace Actors.Cluster.Grains;

/// <summary>
/// What can be asked of a queue or a topic, whichever the grain's key names. Services mostly use <see cref="IBroker"/>, which
/// batches, keeps order, retries what is safe to retry, and brings consumers back when a silo is lost.
/// </summary>
/// <remarks>
/// Errors are <see cref="BrokerException"/>. A call that fails in any other way may have been carried out or not. In a topic
/// the subscription is named by its own name, in a queue it is null.
/// </remarks>
[Alias("actors.log")]
public interface ILogGrain : IGrainWithStringKey
{
    /// <summary>Stores a batch. Batches of one caller are stored in the order sent only if he awaits each.</summary>
    /// <param name="batch">Encoded messages.</param>
    /// <returns>The confirm, once the messages are durable.</returns>
    [Alias("publish")]
    Task<PublishReceipt> PublishAsync(EncodedBatch batch);

    /// <summary>Attaches a consumer of a broker instance, or attaches it again.</summary>
    /// <param name="request">Who, to what, and how to feed it.</param>
    /// <returns>Where its deliveries come from.</returns>
    [Alias("attach")]
    Task<AttachReceipt> AttachAsync(AttachRequest request);

    /// <summary>Changes how many unsettled messages a consumer may hold. One that is not attached is passed over.</summary>
    /// <param name="consumer">Which one.</param>
    /// <param name="prefetch">0 to <see cref="Limits.Prefetch"/>.</param>
    [Alias("set-prefetch")]
    Task SetPrefetchAsync(ConsumerKey consumer, int prefetch);

    /// <summary>Ends a consumer; what it holds comes back. One that is not attached is passed over.</summary>
    /// <param name="consumer">Which one.</param>
    /// <param name="lost">Whether what it holds counts as failed.</param>
    [Alias("detach")]
    Task DetachAsync(ConsumerKey consumer, bool lost);

    /// <summary>Takes messages once.</summary>
    /// <param name="subscription">A topic's subscription, or null.</param>
    /// <param name="request">How many, how long to wait: less than the response timeout.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    [Alias("receive")]
    Task<LeasedMessage[]> ReceiveAsync(string? subscription, ReceiveRequest request, CancellationToken cancellationToken);

    /// <summary>Ends the wait of a receive: it is answered with no messages, or with those that it has taken already.</summary>
    /// <param name="receive">The receive's id; one that is over is passed over.</param>
    [Alias("cancel-receive")]
    Task CancelReceiveAsync(Guid receive);

    /// <summary>Ends deliveries, durably.</summary>
    /// <param name="subscription">A topic's subscription, or null.</param>
    /// <param name="settlements">Which, and how they end.</param>
    [Alias("settle")]
    Task<SettleReceipt> SettleAsync(string? subscription, Settlement[] settlements);

    /// <summary>Ends deliveries; answered as soon as they are taken, before that is durable.</summary>
    /// <param name="subscription">A topic's subscription, or null.</param>
    /// <param name="settlements">Which, and how they end.</param>
    [Alias("settle-soon")]
    Task SettleSoonAsync(string? subscription, Settlement[] settlements);

    /// <summary>Holds deliveries for longer.</summary>
    /// <param name="subscription">A topic's subscription, or null.</param>
    /// <param name="leases">Which.</param>
    /// <param name="timeout">How long from now.</param>
    [Alias("extend")]
    Task<SettleReceipt> ExtendAsync(string? subscription, LeaseRun[] leases, TimeSpan timeout);

    /// <summary>Looks at messages without touching them.</summary>
    /// <param name="subscription">A topic's subscription, or null.</param>
    /// <param name="fromOffset">The lowest offset of interest.</param>
    /// <param name="maxMessages">Most messages to return.</param>
    /// <param name="states">The states of interest.</param>
    [Alias("browse")]
    Task<SeenMessage[]> BrowseAsync(string? subscription, long fromOffset, int maxMessages, MessageStates states);

    /// <summary>Removes a waiting message.</summary>
    /// <param name="subscription">A topic's subscription, or null.</param>
    /// <param name="messageId">Its sender's id.</param>
    /// <returns>Whether it was there, waiting.</returns>
    [Alias("cancel")]
    Task<bool> CancelAsync(string? subscription, string messageId);

    /// <summary>Delays a waiting message until another time.</summary>
    /// <param name="subscription">A topic's subscription, or null.</param>
    /// <param name="messageId">Its sender's id.</param>
    /// <param name="deliverAt">When it is to be ready.</param>
    /// <returns>Whether it was there, waiting.</returns>
    [Alias("reschedule")]
    Task<bool> RescheduleAsync(string? subscription, string messageId, DateTimeOffset deliverAt);

    /// <summary>Removes what is ready or delayed.</summary>
    /// <param name="subscription">A topic's subscription, or null.</param>
    /// <returns>How many messages were removed.</returns>
    [Alias("purge")]
    Task<long> PurgeAsync(string? subscription);

    /// <summary>Describes a queue, a topic, or a subscription.</summary>
    /// <param name="subscription">A topic's subscription, or null for the queue or topic itself.</param>
    [Alias("describe")]
    Task<EntityDescription> DescribeAsync(string? subscription);

    /// <summary>Removes the queue or topic with everything in it.</summary>
    /// <returns>Whether it was there.</returns>
    [Alias("delete")]
    Task<bool> DeleteAsync();
}
