using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>The methods of exchanges.</summary>
/// <param name="wire">The connection.</param>
internal sealed class ExchangeClass(Wire wire)
{
    /// <summary>Serves a method.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The method.</param>
    /// <param name="payload">The method frame's payload.</param>
    /// <returns>What has to be waited for before the channel goes on.</returns>
    public Task Serve(AmqpChannel channel, MethodId id, ReadOnlySpan<byte> payload) =>
        throw new AmqpException(ReplyCode.NotImplemented, $"the method {(uint)id >> 16}.{(ushort)id} on channel {channel.Number} of vhost '{wire.Names.VirtualHost}'");
}
