using System.Collections.Concurrent;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>Queues that belong to one connection. Known to this gateway only.</summary>
internal sealed class ExclusiveQueues
{
    private readonly ConcurrentDictionary<string, Wire> _queues = new(StringComparer.Ordinal);

    /// <summary>A connection declares a queue for itself.</summary>
    /// <param name="queue">The queue, as the broker calls it.</param>
    /// <param name="owner">The connection.</param>
    public void Own(string queue, Wire owner) => _queues[queue] = owner;

    /// <summary>Whether a connection has declared a queue for itself.</summary>
    /// <param name="queue">The queue, as the broker calls it.</param>
    /// <param name="owner">The connection.</param>
    public bool IsOwned(string queue, Wire owner) => _queues.TryGetValue(queue, out var found) && found == owner;

    /// <summary>A queue is gone.</summary>
    /// <param name="queue">The queue, as the broker calls it.</param>
    public void Forget(string queue) => _queues.TryRemove(queue, out _);

    /// <summary>The queues that a connection has for itself, and is giving up.</summary>
    /// <param name="owner">The connection.</param>
    public IReadOnlyList<string> Leave(Wire owner)
    {
        var left = _queues.Where(entry => entry.Value == owner).Select(entry => entry.Key).ToList();
        left.ForEach(Forget);
        return left;
    }

    /// <summary>Refuses a queue that belongs to another connection.</summary>
    /// <param name="queue">The queue, as the broker calls it.</param>
    /// <param name="name">What AMQP clients call it.</param>
    /// <param name="wire">Who wants to use it.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.ResourceLocked"/>.</exception>
    public void Require(string queue, string name, Wire wire)
    {
        if (_queues.TryGetValue(queue, out var owner) && owner != wire)
        {
            throw new AmqpException(ReplyCode.ResourceLocked, $"cannot obtain exclusive access to locked queue '{name}' in vhost '{wire.Names.VirtualHost}'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.");
        }
    }
}
