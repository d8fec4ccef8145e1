using System.Text;

namespace Actors.Gateway.Amqp;

/// <summary>Finds the target of a publish. A publisher mostly stays with one; its name is made a string once.</summary>
/// <param name="wire">The connection.</param>
internal sealed class TargetCache(Wire wire)
{
    private byte[] _lastName = [];
    private PublishTarget? _last;

    /// <summary>The target of a message.</summary>
    /// <param name="exchange">Where it is published to.</param>
    /// <param name="routingKey">Its routing key.</param>
    /// <param name="isMandatory">Whether it comes back if no queue gets it.</param>
    public PublishTarget Find(ReadOnlySpan<byte> exchange, ReadOnlySpan<byte> routingKey, bool isMandatory)
    {
        var isQueue = exchange.IsEmpty;
        var name = isQueue ? routingKey : exchange;
        if (_last is null || isQueue != (_last.Exchange.Length == 0) || isMandatory != _last.IsMandatory || !name.SequenceEqual(_lastName))
        {
            var text = Encoding.UTF8.GetString(name);
            _lastName = name.ToArray();
            _last = new PublishTarget(isQueue ? wire.Names.ToBroker(text) : wire.Names.ExchangeToBroker(text), isQueue ? "" : text, isMandatory);
        }

        return _last;
    }
}
