using System.Text.Json.Serialization;

namespace Actors.Gateway.Http;

/// <summary>A queue, topic or subscription as JSON shows it; times are in milliseconds.</summary>
internal sealed record EntityView(
    string Address,
    string Kind,
    bool Ephemeral,
    [property: JsonPropertyName("lease_timeout_ms")] long LeaseTimeout,
    int DeliveryLimit,
    string DeadLetterQueue,
    long Ready,
    long Leased,
    long Delayed,
    long Lag,
    int Consumers,
    int Subscriptions,
    long Bytes,
    [property: JsonPropertyName("oldest_age_ms")] long? OldestAge,
    long Published,
    long Delivered,
    long Redelivered,
    long Acked,
    long DeadLettered,
    long Expired,
    long Dropped,
    long Duplicates,
    double PublishRate,
    double DeliverRate,
    double AckRate)
{
    public static EntityView Of(EntityDescription entity) => new(
        entity.Address,
        entity.Kind.ToString().ToLowerInvariant(),
        entity.Ephemeral,
        (long)entity.LeaseTimeout.TotalMilliseconds,
        entity.DeliveryLimit,
        entity.DeadLetterQueue,
        entity.Ready,
        entity.Leased,
        entity.Delayed,
        entity.Lag,
        entity.Consumers,
        entity.Subscriptions,
        entity.Bytes,
        (long?)entity.OldestAge?.TotalMilliseconds,
        entity.Published,
        entity.Delivered,
        entity.Redelivered,
        entity.Acked,
        entity.DeadLettered,
        entity.Expired,
        entity.Dropped,
        entity.Duplicates,
        entity.PublishRate,
        entity.DeliverRate,
        entity.AckRate);
}
