using Actors.Standalone.LogActors;

namespace Actors.Standalone.Descriptions;

/// <summary>Puts what an actor knows into a description.</summary>
internal static class Describer
{
    public static EntityDescription Describe(LogActor actor, string? subscription, long now)
    {
        if (actor.Kind == EntityKind.Topic && subscription is null)
        {
            return DescribeTopic(actor, now);
        }

        if (actor.Kind == EntityKind.Queue && subscription is not null)
        {
            throw new BrokerException(ErrorCode.NotFound, $"'{actor.Name}' is a queue and has no subscriptions.");
        }

        return DescribeSubscription(actor, subscription is null ? Catalogs.Catalog.QueueSubscription : actor.NumberOf(subscription), now);
    }

    public static IReadOnlyList<EntityDescription> DescribeAll(LogActor actor, long now)
    {
        var all = actor.Machine.Subscriptions.Select(subscription => DescribeSubscription(actor, subscription, now)).OrderBy(each => each.Address, StringComparer.Ordinal);
        return actor.Kind == EntityKind.Queue ? [.. all] : [DescribeTopic(actor, now), .. all];
    }

    private static EntityDescription DescribeTopic(LogActor actor, long now) => new()
    {
        Address = actor.Name,
        Kind = EntityKind.Topic,
        Subscriptions = actor.Machine.Subscriptions.Count,
        Bytes = actor.Machine.Bytes,
        OldestAge = AgeOf(actor, actor.Machine.Floor, now),
        Published = actor.Machine.Published,
        PublishRate = actor.Rates.Published,
    };

    private static EntityDescription DescribeSubscription(LogActor actor, int subscription, long now)
    {
        var counts = actor.Machine.Count(subscription);
        var policy = actor.Machine.PolicyOf(subscription);
        var rates = actor.Rates.Of(subscription);
        var isQueue = actor.Kind == EntityKind.Queue;
        return new EntityDescription
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
            OldestAge = AgeOf(actor, actor.Machine.FloorOf(subscription), now),
            Published = actor.Machine.Published,
            Delivered = counts.Delivered,
            Redelivered = counts.Redelivered,
            Acked = counts.Acked,
            DeadLettered = counts.DeadLettered,
            PublishRate = actor.Rates.Published,
            DeliverRate = rates.Delivered,
            AckRate = rates.Acked,
        };
    }

    private static TimeSpan? AgeOf(LogActor actor, long floor, long now)
    {
        if (floor >= actor.Machine.NextOffset || !actor.Machine.HasSubscriptions)
        {
            return null;
        }

        using var oldest = actor.Read(floor);
        return new TimeSpan(Math.Max(now - oldest.Tag, 0));
    }
}
