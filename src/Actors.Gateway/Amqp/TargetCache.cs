using System.Text;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>Finds the target of a publish. A publisher mostly stays with one; its name is made a string once.</summary>
/// <param name="wire">The connection.</param>
internal sealed class TargetCache(Wire wire)
{
    private byte[] _lastKey = [];
    private PublishTarget? _last;

    /// <summary>The target of a message.</summary>
    /// <param name="exchange">Where it is published to.</param>
    /// <param name="routingKey">Its routing key.</param>
    public PublishTarget Find(ReadOnlySpan<byte> exchange, ReadOnlySpan<byte> routingKey)
    {
        if (!exchange.IsEmpty)
        {
            throw new AmqpException(ReplyCode.NotFound, $"no exchange '{Encoding.UTF8.GetString(exchange)}' in vhost '{wire.Names.VirtualHost}'");
        }

        if (_last is null || !routingKey.SequenceEqual(_lastKey))
        {
            _lastKey = routingKey.ToArray();
            _last = new PublishTarget(wire.Names.ToBroker(Encoding.UTF8.GetString(routingKey)));
        }

        return _last;
    }
}
