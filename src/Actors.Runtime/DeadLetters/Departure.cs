using Actors.Core.Steps;
using Actors.Runtime.Commands;
using Actors.Runtime.LogActors;
using Actors.Runtime.Stores;

namespace Actors.Runtime.DeadLetters;

/// <summary>
/// Takes messages to their dead-letter queue: publishes them there, and only when that is durable settles them at their
/// source. A crash between the two repeats the first: at least once, never none.
/// </summary>
internal sealed class Departure(IActorHost host, LogActor actor, ILogStore store, IReadOnlyList<Effect> effects)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async Task RunAsync()
    {
        foreach (var effect in effects)
        {
            // What is there already need not go again when the rest has to.
            var arrived = new HashSet<long>();
            while (!await TryMoveAsync(effect, arrived).ConfigureAwait(false))
            {
                if (actor.IsStopped)
                {
                    return;
                }

                await Task.Delay(RetryAfter, host.Clock).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> TryMoveAsync(Effect effect, HashSet<long> arrived)
    {
        try
        {
            // Asked together: the subscription may be deleted between two questions.
            var (queue, source, subject) = await AskAsync((on, _) => on.DeadLetterQueueOf(effect.Subscription) is { } name
                ? (name, on.AddressOf(effect.Subscription), on.Machine.PolicyOf(effect.Subscription).DeadLetterSubject)
                : default).ConfigureAwait(false);
            if (queue is not null)
            {
                await SendAsync(queue, source, subject, effect, arrived).ConfigureAwait(false);
            }

            return await AskAsync((on, turn) =>
            {
                on.Machine.Departed(effect.Subscription, effect.Run, turn.Step);
                return true;
            }).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Whatever it was, the messages are safe at their source and go on from there.
            host.ReportDeparture(actor.Name, failure);
            return false;
        }
    }

    private async Task SendAsync(string queue, string source, string? subject, Effect effect, HashSet<long> arrived)
    {
        // Started in order, awaited together: one sync serves them all.
        var publishes = new List<Task>();
        for (var offset = effect.Run.First; offset < effect.Run.End; offset++)
        {
            if (arrived.Contains(offset))
            {
                continue;
            }

            using var stored = await store.ReadAsync(offset).ConfigureAwait(false)
                ?? throw new InvalidDataException($"The store does not have message {offset} of '{actor.Name}'.");
            var provenance = new Provenance(source, effect.Reason, effect.Attempt, stored.Time, host.Clock.GetUtcNow().UtcTicks, offset, subject);
            publishes.Add(PublishAsync(queue, MessageBatch.Own(provenance.AddTo(stored.At(offset).Decode())), offset, arrived));
            if (publishes.Count == 1)
            {
                // The first may have to make the queue: the others wait for that, or they would overtake one another.
                await publishes[0].ConfigureAwait(false);
            }
        }

        await Task.WhenAll(publishes).ConfigureAwait(false);
    }

    private async Task PublishAsync(string queue, MessageBatch batch, long offset, HashSet<long> arrived)
    {
        (await PublishAsync(queue, batch).ConfigureAwait(false)).ThrowIfRefused();
        lock (arrived)
        {
            arrived.Add(offset);
        }
    }

    private async Task<PublishReceipt> PublishAsync(string queue, MessageBatch batch)
    {
        try
        {
            return await host.Broker.PublishAsync(queue, batch).ConfigureAwait(false);
        }
        catch (BrokerException missing) when (missing.Code == ErrorCode.NotFound)
        {
            // Made by the broker: what ends up here stays until somebody takes it.
            await host.Broker.DeclareAsync(new QueueDefinition(queue) { DeliveryLimit = 0, DeadLetterQueue = "" }).ConfigureAwait(false);
            return await host.Broker.PublishAsync(queue, batch).ConfigureAwait(false);
        }
    }

    private Task<T> AskAsync<T>(Func<LogActor, Turn, T> question)
    {
        var command = new InlineCommand<T>(question);
        actor.Post(command);
        return command.Answer;
    }
}
