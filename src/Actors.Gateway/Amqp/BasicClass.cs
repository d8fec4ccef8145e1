using System.Text;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>The methods of messages.</summary>
/// <param name="wire">The connection.</param>
/// <param name="replies">Sees to replies straight to a channel.</param>
internal sealed class BasicClass(Wire wire, DirectReplies replies)
{
    // Nothing tells the broker that whoever got a message is gone if this gateway dies with him.
    private static readonly TimeSpan GetLease = TimeSpan.FromMinutes(30);

    private long _lastTag;

    /// <summary>Serves a method.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The method.</param>
    /// <param name="payload">The method frame's payload.</param>
    /// <returns>What has to be waited for before the channel goes on; null for nothing.</returns>
    public Task? Serve(AmqpChannel channel, MethodId id, ReadOnlySpan<byte> payload)
    {
        switch (id)
        {
            case MethodId.BasicPublish:
                channel.Publishing.Begin(payload);
                return null;
            case MethodId.BasicAck:
                var ack = MethodFrame.Read<BasicMethods.Ack>(payload);
                channel.Settle(ack.DeliveryTag, ack.Multiple, SettleVerb.Ack);
                return null;
            case MethodId.BasicNack:
                var nack = MethodFrame.Read<BasicMethods.Nack>(payload);
                channel.Settle(nack.DeliveryTag, nack.Multiple, VerbOf(nack.Requeue));
                return null;
            case MethodId.BasicReject:
                var reject = MethodFrame.Read<BasicMethods.Reject>(payload);
                channel.Settle(reject.DeliveryTag, multiple: false, VerbOf(reject.Requeue));
                return null;
            default:
                channel.Flush();
                return ServeSlowly(channel, id, payload);
        }
    }

    private Task? ServeSlowly(AmqpChannel channel, MethodId id, ReadOnlySpan<byte> payload)
    {
        switch (id)
        {
            case MethodId.BasicQos:
                SetPrefetch(channel, MethodFrame.Read<BasicMethods.Qos>(payload));
                return null;
            case MethodId.BasicConsume:
                return ConsumeAsync(channel, MethodFrame.Read<BasicMethods.Consume>(payload));
            case MethodId.BasicCancel:
                return CancelAsync(channel, MethodFrame.Read<BasicMethods.Cancel>(payload));
            case MethodId.BasicCancelOk:
                return null;
            case MethodId.BasicGet:
                return GetAsync(channel, MethodFrame.Read<BasicMethods.Get>(payload));
            case MethodId.BasicRecover:
                Recover(channel, MethodFrame.Read<BasicMethods.Recover>(payload).Requeue);
                wire.Send(channel.Number, default(BasicMethods.RecoverOk));
                return null;
            case MethodId.BasicRecoverAsync:
                Recover(channel, MethodFrame.Read<BasicMethods.Recover>(payload).Requeue);
                return null;
            default:
                throw new AmqpException(ReplyCode.CommandInvalid, $"the method {(uint)id >> 16}.{(ushort)id} is unknown or not for clients");
        }
    }

    private void SetPrefetch(AmqpChannel channel, in BasicMethods.Qos qos)
    {
        if (qos.PrefetchSize != 0)
        {
            throw new AmqpException(ReplyCode.NotImplemented, $"prefetch_size!=0 ({qos.PrefetchSize})");
        }

        if (qos.Global)
        {
            lock (channel.Gate)
            {
                channel.HeldBack.Limit = qos.PrefetchCount;
                channel.HeldBack.Drain(channel.Deliveries);
            }
        }
        else
        {
            channel.Prefetch = qos.PrefetchCount;
        }

        wire.Send(channel.Number, default(BasicMethods.QosOk));
    }

    private async Task ConsumeAsync(AmqpChannel channel, BasicMethods.Consume consume)
    {
        consume = consume with
        {
            Queue = consume.Queue == AmqpProtocol.DirectReplyTo
                ? await replies.OpenAsync(channel, consume).ConfigureAwait(false)
                : QueueClass.Named(channel, consume.Queue),
            ConsumerTag = consume.ConsumerTag.Length > 0 ? consume.ConsumerTag : $"amq.ctag-{Guid.NewGuid():N}-{++_lastTag}",
        };
        if (channel.Find(consume.ConsumerTag) is not null)
        {
            throw new AmqpException(ReplyCode.NotAllowed, $"attempt to reuse consumer tag '{consume.ConsumerTag}'");
        }

        var consumer = new AmqpConsumer(channel, wire, consume, PrefetchOf(channel));
        wire.Exclusive.Require(consumer.Source, consume.Queue, wire);
        await consumer.AttachAsync(consume).ConfigureAwait(false);
        if (!channel.TryAdd(consumer))
        {
            await consumer.EndAsync(lost: false).ConfigureAwait(false);
            return;
        }

        if (!consume.NoWait)
        {
            wire.Send(channel.Number, new BasicMethods.ConsumeOk(consume.ConsumerTag));
        }

        consumer.Start(wire.Output.IsFull);
    }

    // More than the channel may hold as a whole would only wait here.
    private static int PrefetchOf(AmqpChannel channel)
    {
        var limit = channel.HeldBack.Limit;
        return limit == 0 ? channel.Prefetch : channel.Prefetch == 0 ? limit : Math.Min(limit, channel.Prefetch);
    }

    private async Task CancelAsync(AmqpChannel channel, BasicMethods.Cancel cancel)
    {
        if (channel.Find(cancel.ConsumerTag) is { } consumer && channel.Remove(consumer))
        {
            replies.Close(channel, consumer);
            await consumer.CancelAsync().ConfigureAwait(false);
        }

        if (!cancel.NoWait)
        {
            wire.Send(channel.Number, new BasicMethods.CancelOk(cancel.ConsumerTag));
        }
    }

    private async Task GetAsync(AmqpChannel channel, BasicMethods.Get get)
    {
        var queue = QueueClass.Named(channel, get.Queue);
        var source = wire.Names.ToBroker(queue);
        wire.Exclusive.Require(source, queue, wire);
        var deliveries = await wire.Broker.ReceiveAsync(source, new ReceiveOptions { LeaseTimeout = GetLease }).ConfigureAwait(false);
        if (deliveries.Count == 0)
        {
            wire.Send(channel.Number, default(BasicMethods.GetEmpty));
            return;
        }

        var delivery = deliveries[0];
        var left = await wire.Broker.DescribeAsync(source).ConfigureAwait(false);
        if (!TryWrite(channel, queue, delivery, (uint)Math.Min(left.Ready, uint.MaxValue), get.NoAck))
        {
            delivery.Release();
        }
        else if (get.NoAck)
        {
            delivery.Ack();
        }
    }

    private bool TryWrite(AmqpChannel channel, string queue, Delivery delivery, uint left, bool noAck)
    {
        lock (channel.Gate)
        {
            using var appending = wire.Output.Append();
            if (channel.IsOver || !appending.IsOpen)
            {
                return false;
            }

            var tag = noAck ? channel.Deliveries.Skip(1) : channel.Deliveries.Add(channel.HolderOf(delivery.Source), delivery.Lease);
            var run = delivery.Encoded.Bytes.Span;
            var content = EncodedContent.Take(ref run);
            ContentFrames.WriteGetOk(appending.Bytes, channel.Place, tag, delivery.Attempt, left, Encoding.UTF8.GetBytes(queue), content);
            return true;
        }
    }

    private static void Recover(AmqpChannel channel, bool requeue)
    {
        if (!requeue)
        {
            throw new AmqpException(ReplyCode.NotImplemented, "requeue=false");
        }

        channel.Settle(0, multiple: true, SettleVerb.Nack);
        channel.Flush();
    }

    private static SettleVerb VerbOf(bool requeue) => requeue ? SettleVerb.Nack : SettleVerb.Reject;
}
