using Actors.Core.Subscriptions;
using Actors.Runtime.Commands;
using Actors.Runtime.Consumers;
using Actors.Runtime.Descriptions;
using Actors.Runtime.Publishing;

namespace Actors.Runtime.LogActors;

/// <summary>What can be asked of an actor, as calls with answers; both engines put nothing but a name in front of these.</summary>
internal static class LogActorCalls
{
    /// <summary>Asks on the actor's turn; the answer comes when all before it is durable.</summary>
    public static ValueTask<T> AskAsync<T>(this LogActor actor, Func<LogActor, Turn, T> question, CancellationToken cancellationToken)
    {
        var command = new InlineCommand<T>(question);
        actor.Post(command);
        return command.WaitAsync(cancellationToken);
    }

    public static ValueTask<PublishReceipt> PublishAsync(this LogActor actor, MessageBatch batch, PublishOptions options, PublishGate gate, CancellationToken cancellationToken)
    {
        var command = new PublishCommand(batch, options, gate);
        gate.Enter(actor, command);
        return command.WaitAsync(cancellationToken);
    }

    public static ValueTask<bool> AttachAsync(
        this LogActor actor, int subscription, AttachedConsumer consumer, CancellationToken cancellationToken, AttachedConsumer? replaced = null)
    {
        var command = new AttachCommand(subscription, consumer, replaced);
        actor.Post(command);
        return command.WaitAsync(cancellationToken);
    }

    public static async ValueTask<IReadOnlyList<Delivery>> ReceiveAsync(
        this LogActor actor, int subscription, ReceivingConsumer consumer, ReceiveOptions options, CancellationToken cancellationToken)
    {
        actor.Post(new ReceiveCommand(subscription, consumer, options));
        try
        {
            return await consumer.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            actor.Post(new CancelReceive(subscription, consumer));
            throw;
        }
    }

    public static ValueTask<SettleReceipt> SettleAsync(this LogActor actor, int subscription, ReadOnlyMemory<Settlement> settlements, CancellationToken cancellationToken)
    {
        var command = new SettleCommand(subscription, settlements);
        actor.Post(command);
        return command.WaitAsync(cancellationToken);
    }

    public static ValueTask<SettleReceipt> ExtendAsync(
        this LogActor actor, int subscription, ReadOnlyMemory<LeaseRun> leases, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var command = new ExtendCommand(subscription, leases, timeout);
        actor.Post(command);
        return command.WaitAsync(cancellationToken);
    }

    public static async ValueTask<IReadOnlyList<BrowsedMessage>> BrowseAsync(
        this LogActor actor, int subscription, BrowseOptions options, CancellationToken cancellationToken)
    {
        var sights = await actor.AskAsync((on, _) => Browser.Look(on, subscription, options), cancellationToken).ConfigureAwait(false);
        return await actor.ReadingAsync(Browser.ReadAsync(actor.Store, sights)).ConfigureAwait(false);
    }

    public static ValueTask<bool> CancelAsync(this LogActor actor, int subscription, string messageId, CancellationToken cancellationToken) => new(
        new WaitingMessage(actor, subscription, messageId).DoAsync(static (on, turn, number, found) => on.Machine.Cancel(number, found.Offset, turn.Step), cancellationToken));

    public static ValueTask<bool> RescheduleAsync(
        this LogActor actor, int subscription, string messageId, DateTimeOffset deliverAt, CancellationToken cancellationToken) => new(
        new WaitingMessage(actor, subscription, messageId).DoAsync(
            (on, turn, number, found) => on.Machine.Reschedule(number, found.Offset, deliverAt.UtcTicks, found.Message.TimeToLive?.Ticks ?? 0, turn.Step), cancellationToken));

    public static ValueTask<long> PurgeAsync(this LogActor actor, int subscription, CancellationToken cancellationToken) => actor.AskAsync(
        (on, turn) =>
        {
            on.Require(subscription);
            turn.Step.MustSync = true;
            return on.Machine.Purge(subscription, turn.Step);
        },
        cancellationToken);

    public static ValueTask<bool> SubscribeAsync(this LogActor actor, SubscriptionDefinition subscription, CancellationToken cancellationToken)
    {
        var policy = SubscriptionPolicy.Of(subscription, subscription.Address);
        return actor.AskAsync((on, turn) => on.Subscriptions.Declare(subscription.Name, policy, turn), cancellationToken);
    }

    /// <summary>A queue was declared, anew or again: it is in use, and its time begins.</summary>
    public static void Touch(this LogActor actor, QueueDefinition queue)
    {
        if (queue.ExpiresAfter is null)
        {
            return;
        }

        actor.Post(new InlineCommand<bool>((on, turn) =>
        {
            foreach (var subscription in on.Machine.Subscriptions)
            {
                on.Machine.Touch(subscription, turn.Now, turn.Step);
            }

            return true;
        }));
    }

    public static ValueTask<bool> UnsubscribeAsync(this LogActor actor, string subscription, CancellationToken cancellationToken) =>
        actor.AskAsync((on, turn) => on.Subscriptions.Remove(subscription, turn), cancellationToken);

    public static async ValueTask<EntityDescription> DescribeAsync(this LogActor actor, string? subscription, CancellationToken cancellationToken)
    {
        var portrait = await actor.AskAsync((on, _) => Describer.Describe(on, subscription), cancellationToken).ConfigureAwait(false);
        return await actor.ReadingAsync(Describer.FinishAsync(actor, portrait)).ConfigureAwait(false);
    }

    // Looking changes nothing, so a disk that cannot be read is an error of this request and of nothing else.
    private static async Task<T> ReadingAsync<T>(this LogActor actor, Task<T> reading)
    {
        try
        {
            return await reading.ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not BrokerException && actor.StoppedBecause is { Code: ErrorCode.Deleted } deleted)
        {
            throw new BrokerException(deleted.Code, deleted.Message, failure);
        }
        catch (Exception failure) when (failure is not BrokerException)
        {
            throw new BrokerException(ErrorCode.Internal, $"The messages of '{actor.Name}' could not be read: {failure.Message}", failure);
        }
    }
}
