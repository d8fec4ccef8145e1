using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>Has batches stored and answers to the publisher, in the order in which he published.</summary>
/// <remarks>
/// Answering in order lets one confirm stand for all messages up to it, and a message that comes back does so before its confirm.
/// </remarks>
/// <param name="channel">The channel.</param>
/// <param name="wire">The connection.</param>
internal sealed class Confirms(AmqpChannel channel, Wire wire)
{
    private static readonly PublishOptions Mandatory = new() { Mandatory = true };

    // Guards what follows; the broker's threads take it.
    private readonly Lock _gate = new();
    private readonly Queue<PublishBatch> _underWay = new();

    // Up to which message everything is stored, and up to which the publisher knows.
    private ulong _stored;
    private ulong _answered;
    private bool _closed;

    /// <summary>Answers nothing any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    /// <summary>Hands a batch to the broker, and answers for it when its turn has come. Batches are stored in the order of the calls.</summary>
    /// <param name="batch">The batch; its memory is given back here.</param>
    public async Task StoreAsync(PublishBatch batch)
    {
        var length = batch.Length;
        wire.Begin(length);
        try
        {
            lock (_gate)
            {
                _underWay.Enqueue(batch);
            }

            PublishOutcome outcome;
            try
            {
                outcome = new PublishOutcome(batch.Copies.Count == 0 ? await SendAsync(batch).ConfigureAwait(false) : await PublishAsync(batch).ConfigureAwait(false), null);
            }
            catch (Exception error)
            {
                outcome = new PublishOutcome(default, error);
            }

            Answer(batch, outcome);
        }
        finally
        {
            wire.End(length);
        }
    }

    private void Answer(PublishBatch batch, PublishOutcome outcome)
    {
        lock (_gate)
        {
            batch.Outcome = outcome;
            while (_underWay.TryPeek(out var next) && next.Outcome is not null)
            {
                _underWay.Dequeue();
                if (!_closed)
                {
                    Answer(next);
                }

                next.Free();
            }

            AckUpTo(_stored);
        }
    }

    private void Answer(PublishBatch batch)
    {
        var outcome = batch.Outcome!;
        if (outcome.IsMissing && batch.Target.MayBeMissing)
        {
            Return(batch, _ => true);
            _stored = batch.LastTag;
            return;
        }

        if (outcome.IsMissing || (outcome.IsForbidden && batch.Target.Exchange.Length > 0))
        {
            _closed = true;
            wire.BreakChannel(channel, ErrorOf(batch.Target, outcome));
            return;
        }

        if (outcome.Error is { } error)
        {
            Refuse(batch, batch.LastTag, wire.Translate(error));
            return;
        }

        AnswerParts(batch, outcome.Receipt.Refused ?? []);
        _stored = batch.LastTag;
    }

    private void AnswerParts(PublishBatch batch, IReadOnlyList<PublishRefusal> refused)
    {
        if (refused.Any(refusal => refusal.Code == ErrorCode.Unroutable))
        {
            var unroutable = refused.Where(refusal => refusal.Code == ErrorCode.Unroutable).Select(refusal => refusal.Index).ToHashSet();
            Return(batch, unroutable.Contains);
        }

        foreach (var refusal in refused.Where(refusal => refusal.Code != ErrorCode.Unroutable))
        {
            var tag = batch.FirstTag + (ulong)refusal.Index;
            AckUpTo(batch.IsConfirmed ? tag - 1 : 0);
            Refuse(batch, tag, new AmqpException(ReplyCode.PreconditionFailed, refusal.Reason));
        }
    }

    private void Refuse(PublishBatch batch, ulong last, AmqpException error)
    {
        if (batch.IsConfirmed)
        {
            AckUpTo(_stored);
            wire.Send(channel.Number, new BasicMethods.Nack(last, last > _answered + 1, false));
            _answered = last;
        }
        else
        {
            // Without confirms there is no other way to say that messages are lost.
            wire.Break(new AmqpException(ReplyCode.InternalError, $"published messages were not stored: {error.Message}", error));
        }
    }

    private void Return(PublishBatch batch, Predicate<int> isUnroutable)
    {
        using var appending = wire.Output.Append();
        if (!batch.Target.IsMandatory || !appending.IsOpen)
        {
            return;
        }

        var run = batch.Bytes;
        for (var index = 0; !run.IsEmpty; index++)
        {
            var content = EncodedContent.Take(ref run);
            if (isUnroutable(index))
            {
                ContentFrames.WriteReturn(appending.Bytes, channel.Place, content);
            }
        }
    }

    private async ValueTask<PublishReceipt> PublishAsync(PublishBatch batch)
    {
        var copies = batch.Copies.Select(StartAsync).ToList();
        try
        {
            return await SendAsync(batch).ConfigureAwait(false);
        }
        finally
        {
            foreach (var copy in copies)
            {
                await IgnoreMissingAsync(copy).ConfigureAwait(false);
            }
        }
    }

    // An error is an answer like any other, even one that comes at once.
    private async Task<PublishReceipt> StartAsync(PublishBatch copy) => await SendAsync(copy).ConfigureAwait(false);

    // A further routing key that leads nowhere is like one that was not given.
    private static async Task IgnoreMissingAsync(Task<PublishReceipt> copy)
    {
        try
        {
            var receipt = await copy.ConfigureAwait(false);
            receipt.ThrowIfRefused();
        }
        catch (BrokerException error) when (error.Code is ErrorCode.NotFound or ErrorCode.Deleted)
        {
            // Nobody is told.
        }
    }

    private ValueTask<PublishReceipt> SendAsync(PublishBatch batch) => batch.Target is { IsMandatory: true, Exchange.Length: > 0 } target
        ? wire.Broker.PublishAsync(target.Name, batch.Messages, Mandatory)
        : wire.Broker.PublishAsync(batch.Target.Name, batch.Messages);

    private AmqpException ErrorOf(PublishTarget target, PublishOutcome outcome) => outcome.IsMissing
        ? new AmqpException(ReplyCode.NotFound, $"no exchange '{target.Exchange}' in vhost '{wire.Names.VirtualHost}'", outcome.Error)
        : new AmqpException(ReplyCode.AccessRefused, $"cannot publish to exchange '{target.Exchange}' in vhost '{wire.Names.VirtualHost}': {outcome.Error!.Message}", outcome.Error);

    private void AckUpTo(ulong tag)
    {
        if (tag > _answered)
        {
            wire.Send(channel.Number, new BasicMethods.Ack(tag, tag > _answered + 1));
            _answered = tag;
        }
    }
}
