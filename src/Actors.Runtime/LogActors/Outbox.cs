using System.Runtime.InteropServices;
using Actors.Core.Steps;
using Actors.Runtime.Commands;
using Actors.Runtime.DeadLetters;
using Actors.Runtime.Stores;

namespace Actors.Runtime.LogActors;

/// <summary>Carries out the effects of durable turns, deliveries above all, and answers their commands: strictly in order.</summary>
/// <remarks>
/// Messages that were just published are still where the publisher has them. Others are read from the store; while that
/// takes its time, the turns behind wait, and the actor goes on.
/// </remarks>
internal sealed class Outbox(LogActor actor, IActorHost host, ILogStore store)
{
    private readonly Queue<Turn> _waiting = new();
    private readonly List<Effect> _deadLetters = [];
    private Turn? _current;
    private int _effect;
    private Core.Offsets.OffsetRun _rest;
    private bool _reading;
    private bool _closed;

    // The record read last: neighbours mostly live in it, too.
    private StoredMessages? _stored;

    /// <summary>Takes a durable turn.</summary>
    public void Send(Turn turn)
    {
        _waiting.Enqueue(turn);
        Continue();
    }

    /// <summary>Nothing is delivered any more; commands are still answered.</summary>
    public void Close()
    {
        _closed = true;
        Keep(null);
        if (!_reading)
        {
            Continue();
        }
    }

    private void Continue()
    {
        while (!_reading && (_current is not null || _waiting.TryDequeue(out _current)))
        {
            if (!_closed && !SendEffects(_current))
            {
                return;
            }

            foreach (var command in _current.Commands)
            {
                command.Complete();
            }

            host.Turns.Return(_current);
            (_current, _effect) = (null, 0);
        }
    }

    private bool SendEffects(Turn turn)
    {
        var effects = CollectionsMarshal.AsSpan(turn.Step.Effects);
        for (; _effect < effects.Length; _effect++)
        {
            ref readonly var effect = ref effects[_effect];
            switch (effect.Kind)
            {
                case EffectKind.Deliver when !Deliver(effect, turn):
                    return false;
                case EffectKind.Free:
                    store.Release(effect.Run.First, effect.Run.Count);
                    break;
                case EffectKind.ReceiveEnded:
                    EndReceive(effect.Consumer);
                    break;
                case EffectKind.DeadLetter:
                    _deadLetters.Add(effect);
                    break;
                case EffectKind.Vacated:
                    host.Vacated(actor, effect.Subscription);
                    break;
            }
        }

        if (_deadLetters.Count > 0)
        {
            _ = new Departure(host, actor, store, [.. _deadLetters]).RunAsync();
            _deadLetters.Clear();
        }

        return true;
    }

    private void EndReceive(int number)
    {
        if (actor.Consumers.TryGet(number, out var consumer))
        {
            actor.Consumers.Remove(number);
            consumer.Ended();
        }
    }

    // False when it has to wait for the store; the same effect goes on afterwards.
    private bool Deliver(in Effect effect, Turn turn)
    {
        if (!actor.Consumers.TryGet(effect.Consumer, out var consumer))
        {
            _rest = default;
            return true;
        }

        _rest = _rest.Count > 0 ? _rest : effect.Run;
        while (_rest.Count > 0)
        {
            var fresh = turn.Holds(_rest.First);
            if (!fresh && _stored?.Holds(_rest.First) != true && !Read(_rest.First))
            {
                return false;
            }

            var messages = fresh ? turn.Take(ref _rest, out var part) : _stored!.Take(ref _rest, out part);
            var leases = new LeaseRun(0, actor.Epoch, part.First, (int)part.Count, effect.Attempt);
            var publishedAt = new DateTimeOffset(fresh ? turn.Now : _stored!.Time, TimeSpan.Zero);
            try
            {
                consumer.Deliver(new DeliveryRun(leases, publishedAt, messages.Span));
            }
            catch (Exception error)
            {
                // One consumer's fault is nobody else's: it goes, and what it held comes back.
                consumer.Fail(error);
                _rest = default;
            }
        }

        return true;
    }

    private bool Read(long offset)
    {
        var read = store.ReadAsync(offset);
        if (read.IsCompletedSuccessfully)
        {
            Keep(Require(read.Result, offset));
            return true;
        }

        _reading = true;
        _ = FinishAsync(read, offset);
        return false;
    }

    private async Task FinishAsync(ValueTask<StoredMessages?> read, long offset)
    {
        StoredMessages? stored = null;
        Exception? error = null;
        try
        {
            stored = Require(await read.ConfigureAwait(false), offset);
        }
        catch (Exception failure)
        {
            error = failure;
        }

        // Even a stopped actor has to come to its end.
        actor.Post(new InlineCommand<bool>(
            (_, _) =>
            {
                Resume(stored, error);
                return true;
            },
            runsWhenStopped: true));
    }

    private void Resume(StoredMessages? stored, Exception? error)
    {
        _reading = false;
        if (error is not null)
        {
            actor.Break(error);
        }

        // After an error nothing more is delivered; the commands get their answers when the outbox is closed.
        if (error is null || _closed)
        {
            Keep(stored);
            Continue();
        }
    }

    private void Keep(StoredMessages? stored)
    {
        _stored?.Dispose();
        _stored = _closed ? null : stored;
        if (_closed)
        {
            stored?.Dispose();
        }
    }

    private StoredMessages Require(StoredMessages? stored, long offset) =>
        stored ?? throw new InvalidDataException($"The store does not have message {offset} of '{actor.Name}'.");
}
