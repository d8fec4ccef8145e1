using Actors.Core.Events;
using Actors.Core.Offsets;
using Actors.Core.Steps;
using Actors.Core.Times;

namespace Actors.Core.Subscriptions;

/// <summary>Writes a subscription's events; <see cref="Logs.LogReplay"/> reads them.</summary>
internal static class SubscriptionEvents
{
    public static void Subscribed(EventWriter events, Subscription subscription, long start)
    {
        var options = subscription.Policy.Options;
        events.Kind(options is null ? EventKind.Subscribed : EventKind.SubscribedWith);
        events.Number(subscription.Number);
        events.Text(subscription.Name);
        events.Number(subscription.Policy.LeaseTimeout.Ticks);
        events.Number(subscription.Policy.DeliveryLimit);
        events.Text(subscription.Policy.DeadLetterQueue);
        events.Flag(subscription.Policy.Ephemeral);
        if (options is not null)
        {
            events.Bytes(options.Encoded);
        }

        events.Number(start);
    }

    public static void Unsubscribed(EventWriter events, int subscription)
    {
        events.Kind(EventKind.Unsubscribed);
        events.Number(subscription);
    }

    public static void Leased(EventWriter events, int subscription, OffsetRun run, int attempt)
    {
        Begin(events, EventKind.Leased, subscription, run);
        events.Number(attempt);
    }

    public static void Settled(EventWriter events, int subscription, OffsetRun run) =>
        Begin(events, EventKind.Settled, subscription, run);

    public static void Returned(EventWriter events, int subscription, OffsetRun run, bool failed)
    {
        Begin(events, EventKind.Returned, subscription, run);
        events.Flag(failed);
    }

    public static void Delayed(EventWriter events, int subscription, OffsetRun run, long until, bool failed)
    {
        Begin(events, EventKind.Delayed, subscription, run);
        events.Flag(failed);
        events.Number(until);
    }

    public static void Departing(EventWriter events, int subscription, OffsetRun run, bool failed, DeadLetterReason reason)
    {
        Begin(events, EventKind.Departing, subscription, run);
        events.Flag(failed);
        events.Number((byte)reason);
    }

    public static void Restored(EventWriter events, int subscription, long offset, Lease lease, long until)
    {
        events.Kind(EventKind.Restored);
        events.Number(subscription);
        events.Number(offset);
        events.Number(lease.Attempt);
        events.Number(lease.Failures);
        events.Number(until);
    }

    public static void Expiring(EventWriter events, int subscription, OffsetRun run, long expiresAt)
    {
        Begin(events, EventKind.Expiring, subscription, run);
        events.Number(expiresAt);
    }

    public static void Moved(EventWriter events, int subscription, long offset, MessageTimes times)
    {
        events.Kind(EventKind.Moved);
        events.Number(subscription);
        events.Number(offset);
        events.Number(times.DeliverAt);
        events.Number(times.ExpiresAt);
    }

    private static void Begin(EventWriter events, EventKind kind, int subscription, OffsetRun run)
    {
        events.Kind(kind);
        events.Number(subscription);
        events.Run(run);
    }
}
