namespace Actors.Core.Subscriptions;

/// <summary>What a subscription holds now, and what it has done since the actor came to life.</summary>
/// <param name="Ready">Messages waiting for a consumer.</param>
/// <param name="Leased">Messages held by consumers or on their way to the dead-letter queue.</param>
/// <param name="Delayed">Messages that become ready later.</param>
/// <param name="Consumers">Attached consumers.</param>
/// <param name="Delivered">Deliveries made.</param>
/// <param name="Redelivered">Deliveries that were not the first of their message.</param>
/// <param name="Acked">Messages acked.</param>
/// <param name="DeadLettered">Messages dead-lettered or discarded in place of it.</param>
/// <param name="Expired">Those of them that were not settled within their time to live.</param>
/// <param name="Dropped">Messages dropped because the queue was full.</param>
public readonly record struct SubscriptionCounts(long Ready, long Leased, long Delayed, int Consumers, long Delivered, long Redelivered, long Acked, long DeadLettered, long Expired, long Dropped);
