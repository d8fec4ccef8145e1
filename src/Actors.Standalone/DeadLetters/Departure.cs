using Actors.Core.Steps;
using Actors.Standalone.Commands;
using Actors.Standalone.LogActors;

namespace Actors.Standalone.DeadLetters;

/// <summary>
/// Takes messages to their dead-letter queue: publishes them there, and only when that is durable settles them at their
/// source. A crash between the two repeats the first: at least once, never none.
/// </summary>
internal sealed class Departure(StandaloneBroker broker, Engine engine, LogActor actor, IReadOnlyList<Effect> effects)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async Task RunAsync()
    {
        foreach (var effect in effects)
        {
            while (!await TryMoveAsync(effect).ConfigureAwait(false))
            {
                await Task.Delay(RetryAfter, engine.Clock).ConfigureAwait(false);
                if (engine.HasEnded)
                {
                    return;
                }
            }
        }
    }

    private async Task<bool> TryMoveAsync(Effect effect)
    {
        try
        {
            var parcel = new InlineCommand<Parcel?>((on, turn) => Pack(on, effect, turn.Now));
            actor.Post(parcel);
            if (await parcel.Answer.ConfigureAwait(false) is { } packed)
            {
                await SendAsync(packed).ConfigureAwait(false);
            }

            var done = new InlineCommand<bool>((on, turn) =>
            {
                on.Machine.Departed(effect.Subscription, effect.Run, turn.Step);
                return true;
            });
            actor.Post(done);
            await done.Answer.ConfigureAwait(false);
            return true;
        }
        catch (BrokerException failure)
        {
            broker.ReportDeparture(actor.Name, failure);
            return failure.Code == ErrorCode.Deleted;
        }
    }

    private async Task SendAsync(Parcel parcel)
    {
        if (!engine.Catalog.TryFind(parcel.Queue, out _))
        {
            // Made by the broker: what ends up here stays until somebody takes it.
            await broker.DeclareAsync(new QueueDefinition(parcel.Queue) { DeliveryLimit = 0, DeadLetterQueue = "" }).ConfigureAwait(false);
        }

        // Started in order, awaited together: one sync serves them all.
        var publishes = parcel.Messages.Select(message => broker.PublishAsync(parcel.Queue, MessageBatch.Own(message)).AsTask()).ToList();
        foreach (var receipt in await Task.WhenAll(publishes).ConfigureAwait(false))
        {
            receipt.ThrowIfRefused();
        }
    }

    private Parcel? Pack(LogActor on, Effect effect, long now)
    {
        if (!on.Machine.Has(effect.Subscription))
        {
            return null;
        }

        var messages = new List<Message>((int)effect.Run.Count);
        for (var offset = effect.Run.First; offset < effect.Run.End; offset++)
        {
            using var stored = on.Read(offset);
            var rest = stored.Data[EncodedMessage.OffsetOf(stored.Data.Span, (int)(offset - stored.FirstKey))..];
            var provenance = new Provenance(on.AddressOf(effect.Subscription), effect.Reason, effect.Attempt, stored.Tag, now, offset);
            messages.Add(provenance.AddTo(EncodedMessage.Take(ref rest).Decode()));
        }

        return new Parcel(on.Machine.PolicyOf(effect.Subscription).DeadLetterQueue, messages);
    }

    private sealed record Parcel(string Queue, IReadOnlyList<Message> Messages);
}
