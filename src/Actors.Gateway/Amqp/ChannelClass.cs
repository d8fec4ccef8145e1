using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>The methods of a channel as a whole, once it is open.</summary>
/// <param name="wire">The connection.</param>
/// <param name="forget">Told which channel is over.</param>
internal sealed class ChannelClass(Wire wire, Action<AmqpChannel> forget)
{
    /// <summary>Serves a method.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The method.</param>
    /// <param name="payload">The method frame's payload.</param>
    /// <returns>What has to be waited for before the channel goes on; null for nothing.</returns>
    public Task? Serve(AmqpChannel channel, MethodId id, ReadOnlySpan<byte> payload)
    {
        switch (id)
        {
            case MethodId.ChannelOpen:
                throw new AmqpException(ReplyCode.ChannelError, "second 'channel.open' seen");
            case MethodId.ChannelFlow:
                // Deliveries follow the prefetch; stopping them besides is something no server of today does.
                return MethodFrame.Read<ChannelMethods.Flow>(payload).Active
                    ? Answer(channel)
                    : throw new AmqpException(ReplyCode.NotImplemented, "active=false");
            case MethodId.ChannelFlowOk or MethodId.ChannelCloseOk:
                return null;
            case MethodId.ChannelClose:
                return CloseAsync(channel);
            default:
                throw new AmqpException(ReplyCode.CommandInvalid, $"the method {(uint)id >> 16}.{(ushort)id} is unknown or not for clients");
        }
    }

    private Task? Answer(AmqpChannel channel)
    {
        wire.Send(channel.Number, new ChannelMethods.FlowOk(true));
        return null;
    }

    private async Task CloseAsync(AmqpChannel channel)
    {
        await channel.EndAsync(lost: false).ConfigureAwait(false);
        forget(channel);
        wire.Send(channel.Number, default(ChannelMethods.CloseOk));
    }
}
