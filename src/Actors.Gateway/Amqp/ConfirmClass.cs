using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>The methods of publisher confirms.</summary>
/// <param name="wire">The connection.</param>
internal sealed class ConfirmClass(Wire wire)
{
    /// <summary>Serves a method.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The method.</param>
    /// <param name="payload">The method frame's payload.</param>
    public void Serve(AmqpChannel channel, MethodId id, ReadOnlySpan<byte> payload)
    {
        if (id != MethodId.ConfirmSelect)
        {
            throw new AmqpException(ReplyCode.CommandInvalid, $"the method {(uint)id >> 16}.{(ushort)id} is unknown or not for clients");
        }

        if (channel.Transaction is not null)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, "cannot switch from tx to confirm mode");
        }

        channel.Publishing.Confirm();
        if (!MethodFrame.Read<ConfirmMethods.Select>(payload).NoWait)
        {
            wire.Send(channel.Number, default(ConfirmMethods.SelectOk));
        }
    }
}
