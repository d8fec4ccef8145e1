using Actors.Protocol.Amqp;

namespace Actors.Bench.Amqp;

/// <summary>The queues that loads use.</summary>
internal static class AmqpQueues
{
    /// <summary>Declares queues, and empties those that are there.</summary>
    /// <param name="port">The broker's port.</param>
    /// <param name="queues">Their names.</param>
    public static void Declare(int port, params string[] queues) => Declare(port, durable: true, queues);

    /// <summary>Declares queues, and empties those that are there.</summary>
    /// <param name="port">The broker's port.</param>
    /// <param name="durable">Whether they survive a restart.</param>
    /// <param name="queues">Their names.</param>
    public static void Declare(int port, bool durable, string[] queues)
    {
        using var connection = new LeanConnection(port);
        foreach (var queue in queues)
        {
            connection.Ask(new QueueMethods.Declare(queue, false, durable, false, false, false, []), MethodId.QueueDeclareOk);
            connection.Ask(new QueueMethods.Purge(queue, false), MethodId.QueuePurgeOk);
        }
    }

    /// <summary>Binds queues to a fanout exchange, which is declared.</summary>
    /// <param name="port">The broker's port.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="queues">The queues.</param>
    public static void Bind(int port, string exchange, string[] queues)
    {
        using var connection = new LeanConnection(port);
        connection.Ask(new ExchangeMethods.Declare(exchange, "fanout", false, true, false, false, false, []), MethodId.ExchangeDeclareOk);
        foreach (var queue in queues)
        {
            connection.Ask(new QueueMethods.Bind(queue, exchange, "", false, []), MethodId.QueueBindOk);
        }
    }
}
