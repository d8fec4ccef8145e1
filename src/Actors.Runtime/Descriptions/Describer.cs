using Actors.Runtime.LogActors;

namespace Actors.Runtime.Descriptions;

/// <summary>Puts what an actor knows into a description.</summary>
internal static class Describer
{
    // The one subscription of a queue.
    private const int QueueSubscription = 0;

    /// <summary>A description but for the age, and the offset of the oldest message; -1 if there is none.</summary>
    internal readonly record struct Portrait(EntityDescription Description, long Oldest);

    /// <summary>Describes a queue, a topic or a subscription. On the actor's turn.</summary>
    public static Portrait Describe(LogActor actor, string? subscription)
    {
        if (actor.Kind == EntityKind.Topic && subscription is null)
        {
            return DescribeTopic(actor);
        }

        if (actor.Kind == EntityKind.Queue && subscription is not null)
        {
            throw new BrokerException(ErrorCode.NotFound, $"'{actor.Name}' is a queue and has no subscriptions.");
        }

        return DescribeSubscription(actor, subscription is null ? QueueSubscription : actor.Subscriptions.NumberOf(subscription));
    }

    /// <summary>Adds the age. Off the actor's turn: it has to be read.</summary>
    public static async Task<EntityDescription> FinishAsync(LogActor actor, Portrait portrait)
    {
        if (portrait.Oldest < 0)
        {
            return portrait.Description;
        }

        // A message that was settled meanwhile has no age any more.
        using var oldest = await actor.Store.ReadAsync(portrait.Oldest).ConfigureAwait(false);
        var now = actor.Host.Clock.GetUtcNow().UtcTicks;
        return oldest is null ? portrait.Description : portrait.Description with { OldestAge = new TimeSpan(Math.Max(now - oldest.Time, 0)) };
    }

    private static Portrait DescribeTopic(LogActor actor) => WithOldest(actor, actor.Machine.Floor, new EntityDescription
    {
        Address = actor.Name,
        Kind = EntityKind.Topic,
        Subscriptions = actor.Machine.Subscriptions.Count,
        Bytes = actor.Machine.Bytes,
        Published = actor.Machine.Published,
        Duplicates = actor.Machine.Duplicates,
        PublishRate = actor.Rates.Published,
    });

    private static Portrait DescribeSubscription(LogActor actor, int subscription)
    {
        var counts = actor.Machine.Count(subscription);
        var policy = actor.Machine.PolicyOf(subscription);
        var rates = actor.Rates.Of(subscription);
        var isQueue = actor.Kind == EntityKind.Queue;
        return WithOldest(actor, actor.Machine.FloorOf(subscription), new EntityDescription
        {
            Address = actor.AddressOf(subscription),
            Kind = isQueue ? EntityKind.Queue : EntityKind.Subscription,
            Ephemeral = policy.Ephemeral,
            LeaseTimeout = policy.LeaseTimeout,
            DeliveryLimit = policy.DeliveryLimit,
            DeadLetterQueue = policy.DeadLetterQueue,
            Ready = counts.Ready,
            Leased = counts.Leased,
            Delayed = counts.Delayed,
            Consumers = counts.Consumers,
            Bytes = isQueue ? actor.Machine.Bytes : actor.Machine.AverageBytes * (counts.Ready + counts.Leased + counts.Delayed),
            Published = actor.Machine.Published,
            Delivered = counts.Delivered,
            Redelivered = counts.Redelivered,
            Acked = counts.Acked,
            DeadLettered = counts.DeadLettered,
            Expired = counts.Expired,
            Dropped = counts.Dropped,
            Duplicates = isQueue ? actor.Machine.Duplicates : 0,
            PublishRate = actor.Rates.Published,
            DeliverRate = rates.Delivered,
            AckRate = rates.Acked,
        });
    }

    private static Portrait WithOldest(LogActor actor, long floor, EntityDescription description) =>
        new(description, floor < actor.Machine.NextOffset && actor.Machine.HasSubscriptions ? floor : -1);
}
