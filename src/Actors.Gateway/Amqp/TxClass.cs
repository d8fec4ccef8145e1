using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>The methods of transactions.</summary>
/// <param name="wire">The connection.</param>
internal sealed class TxClass(Wire wire)
{
    /// <summary>Serves a method.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The method.</param>
    /// <returns>What has to be waited for before the channel goes on; null for nothing.</returns>
    public Task? Serve(AmqpChannel channel, MethodId id)
    {
        switch (id)
        {
            case MethodId.TxSelect:
                Select(channel);
                return null;
            case MethodId.TxCommit:
                return CommitAsync(channel, Require(channel));
            case MethodId.TxRollback:
                Require(channel).Rollback();
                wire.Send(channel.Number, default(TxMethods.RollbackOk));
                return null;
            default:
                throw new AmqpException(ReplyCode.CommandInvalid, $"the method {(uint)id >> 16}.{(ushort)id} is unknown or not for clients");
        }
    }

    private void Select(AmqpChannel channel)
    {
        if (channel.Publishing.IsConfirmed)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, "cannot switch from confirm to tx mode");
        }

        channel.Transaction ??= new Transaction();
        wire.Send(channel.Number, default(TxMethods.SelectOk));
    }

    private async Task CommitAsync(AmqpChannel channel, Transaction transaction)
    {
        await transaction.CommitAsync(channel, wire.Broker).ConfigureAwait(false);
        wire.Send(channel.Number, default(TxMethods.CommitOk));
    }

    private static Transaction Require(AmqpChannel channel) =>
        channel.Transaction ?? throw new AmqpException(ReplyCode.PreconditionFailed, "channel is not transactional");
}
