using Actors.Core.Offsets;
using Actors.Core.Steps;
using Actors.Journal;

namespace Actors.Standalone.LogActors;

/// <summary>Carries out the effects of durable turns, in order: deliveries above all.</summary>
internal sealed class Outbox(LogActor actor, Engine engine) : IDisposable
{
    private readonly List<Effect> _deadLetters = [];

    // The record read last: neighbours mostly live in it, too.
    private StoredData _stored;
    private bool _hasStored;

    public void Send(Turn turn)
    {
        foreach (ref readonly var effect in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(turn.Step.Effects))
        {
            switch (effect.Kind)
            {
                case EffectKind.Deliver:
                    Deliver(effect, turn);
                    break;
                case EffectKind.Free:
                    engine.Journal.Release(actor.Id, effect.Run.First, effect.Run.Count);
                    break;
                case EffectKind.ReceiveEnded:
                    EndReceive(effect.Consumer);
                    break;
                case EffectKind.DeadLetter:
                    _deadLetters.Add(effect);
                    break;
                case EffectKind.Vacated:
                    engine.Vacate(actor, effect.Subscription);
                    break;
            }
        }

        if (_deadLetters.Count > 0)
        {
            engine.DeadLetter(actor, [.. _deadLetters]);
            _deadLetters.Clear();
        }
    }

    public void Dispose()
    {
        if (_hasStored)
        {
            _hasStored = false;
            _stored.Dispose();
        }
    }

    private void EndReceive(int number)
    {
        if (actor.TryGetConsumer(number, out var consumer))
        {
            actor.Unregister(number);
            consumer.Ended();
        }
    }

    private void Deliver(in Effect effect, Turn turn)
    {
        if (!actor.TryGetConsumer(effect.Consumer, out var consumer))
        {
            return;
        }

        for (var run = effect.Run; run.Count > 0;)
        {
            var messages = turn.Holds(run.First) ? FromTurn(turn, ref run, out var part) : FromJournal(ref run, out part);
            var at = turn.Holds(part.First) ? turn.Now : _stored.Tag;
            var leases = new LeaseRun(0, actor.Epoch, part.First, (int)part.Count, effect.Attempt);
            try
            {
                consumer.Deliver(new DeliveryRun(leases, new DateTimeOffset(at, TimeSpan.Zero), messages));
            }
            catch (Exception error)
            {
                // One consumer's fault is nobody else's: it goes, and what it held comes back.
                consumer.Fail(error);
                return;
            }
        }
    }

    // Fresh messages are still where the publisher has them: no need to read what was just written.
    private static ReadOnlySpan<byte> FromTurn(Turn turn, ref OffsetRun run, out OffsetRun part)
    {
        var first = turn.FirstOffset;
        foreach (var batch in turn.Batches)
        {
            if (run.First < first + batch.Count)
            {
                return Cut(batch.Messages.Span, first, batch.Count, ref run, out part);
            }

            first += batch.Count;
        }

        throw new InvalidOperationException($"The turn does not hold offset {run.First}.");
    }

    private ReadOnlySpan<byte> FromJournal(ref OffsetRun run, out OffsetRun part)
    {
        if (!_hasStored || run.First < _stored.FirstKey || run.First >= _stored.FirstKey + _stored.KeyCount)
        {
            Dispose();
            _stored = actor.Read(run.First);
            _hasStored = true;
        }

        return Cut(_stored.Data.Span, _stored.FirstKey, _stored.KeyCount, ref run, out part);
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> messages, long first, int count, ref OffsetRun run, out OffsetRun part)
    {
        part = OffsetRun.Between(run.First, Math.Min(run.End, first + count));
        run = OffsetRun.Between(part.End, run.End);
        if (part.Count == count)
        {
            return messages;
        }

        messages = messages[EncodedMessage.OffsetOf(messages, (int)(part.First - first))..];
        return messages[..EncodedMessage.OffsetOf(messages, (int)part.Count)];
    }
}
