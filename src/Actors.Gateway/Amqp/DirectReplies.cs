using System.Text;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>Replies straight to the channel that asked: the pseudo-queue that stands for them is an ephemeral queue for each channel.</summary>
/// <param name="wire">The connection.</param>
internal sealed class DirectReplies(Wire wire)
{
    /// <summary>A channel begins to wait for replies.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="consume">What the client asked for.</param>
    /// <returns>The queue that replies come to; it goes with its only consumer.</returns>
    /// <exception cref="AmqpException"><see cref="ReplyCode.PreconditionFailed"/>.</exception>
    public async Task<string> OpenAsync(AmqpChannel channel, BasicMethods.Consume consume)
    {
        if (!consume.NoAck)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, "reply consumer cannot acknowledge");
        }

        if (!channel.ReplyQueue.IsEmpty)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, "reply consumer already set");
        }

        var queue = $"{AmqpProtocol.DirectReplyTo}.{Guid.NewGuid():N}";
        await wire.Broker.DeclareAsync(new QueueDefinition(wire.Names.ToBroker(queue)) { Ephemeral = true, DeliveryLimit = 0, DeadLetterQueue = "" }).ConfigureAwait(false);
        channel.ReplyQueue = Encoding.UTF8.GetBytes(queue);
        return queue;
    }

    /// <summary>A consumer ends; if it waited for replies, the channel does not any more.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="consumer">The consumer.</param>
    public void Close(AmqpChannel channel, AmqpConsumer consumer)
    {
        if (!channel.ReplyQueue.IsEmpty && consumer.Source == wire.Names.ToBroker(Encoding.UTF8.GetString(channel.ReplyQueue.Span)))
        {
            channel.ReplyQueue = default;
        }
    }
}
