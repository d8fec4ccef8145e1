using System.Security.Cryptography;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>The methods of queues.</summary>
/// <param name="wire">The connection.</param>
/// <param name="exchanges">Sees to bindings.</param>
internal sealed class QueueClass(Wire wire, ExchangeClass exchanges)
{
    private const string Reserved = "amq.";

    private IBroker Broker => wire.Broker;

    /// <summary>The queue that a method means.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="queue">The name it gives; empty for the queue declared last.</param>
    public static string Named(AmqpChannel channel, string queue) => queue.Length > 0 ? queue : channel.LastQueue.Length > 0
        ? channel.LastQueue
        : throw new AmqpException(ReplyCode.NotFound, "no previously declared queue");

    /// <summary>Serves a method.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The method.</param>
    /// <param name="payload">The method frame's payload.</param>
    /// <returns>What has to be waited for before the channel goes on.</returns>
    public Task Serve(AmqpChannel channel, MethodId id, ReadOnlySpan<byte> payload) => id switch
    {
        MethodId.QueueDeclare => DeclareAsync(channel, MethodFrame.Read<QueueMethods.Declare>(payload)),
        MethodId.QueueBind => exchanges.BindAsync(channel, MethodFrame.Read<QueueMethods.Bind>(payload)),
        MethodId.QueueUnbind => exchanges.UnbindAsync(channel, MethodFrame.Read<QueueMethods.Unbind>(payload)),
        MethodId.QueuePurge => PurgeAsync(channel, MethodFrame.Read<QueueMethods.Purge>(payload)),
        MethodId.QueueDelete => DeleteAsync(channel, MethodFrame.Read<QueueMethods.Delete>(payload)),
        _ => throw new AmqpException(ReplyCode.CommandInvalid, $"the method {(uint)id >> 16}.{(ushort)id} is unknown or not for clients"),
    };

    private async Task DeclareAsync(AmqpChannel channel, QueueMethods.Declare declare)
    {
        var name = declare.Queue.Length > 0 ? declare.Queue : declare.Passive ? Named(channel, "") : NewName();
        var queue = wire.Names.ToBroker(name);
        wire.Exclusive.Require(queue, name, wire);
        if (!declare.Passive)
        {
            await CreateAsync(queue, name, declare).ConfigureAwait(false);
        }

        var found = await FindAsync(queue, name).ConfigureAwait(false) ?? throw Missing(name);
        channel.LastQueue = name;
        if (!declare.NoWait)
        {
            wire.Send(channel.Number, new QueueMethods.DeclareOk(name, Count(found.Ready), (uint)found.Consumers));
        }
    }

    private async Task CreateAsync(string queue, string name, QueueMethods.Declare declare)
    {
        // A queue that is there and belongs to nobody cannot become somebody's.
        if (declare.Exclusive && !wire.Exclusive.IsOwned(queue, wire) && await FindAsync(queue, name).ConfigureAwait(false) is not null)
        {
            throw new AmqpException(ReplyCode.ResourceLocked, $"cannot obtain exclusive access to locked queue '{name}' in vhost '{wire.Names.VirtualHost}'");
        }

        if (declare.Queue.StartsWith(Reserved, StringComparison.Ordinal) && await FindAsync(queue, name).ConfigureAwait(false) is null)
        {
            throw new AmqpException(ReplyCode.AccessRefused, $"queue name '{name}' contains reserved prefix 'amq.*'");
        }

        try
        {
            await DeclareAsync(queue, QueueArguments.Define(wire.Names, declare with { Queue = name }), declare).ConfigureAwait(false);
            if (declare.Exclusive)
            {
                wire.Exclusive.Own(queue, wire);
            }
        }
        catch (BrokerException mismatch) when (mismatch.Code == ErrorCode.DefinitionMismatch)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, $"inequivalent arg for queue '{name}' in vhost '{wire.Names.VirtualHost}': {mismatch.Message}", mismatch);
        }
    }

    // A queue that a native client has made, with nothing said about it, is what an AMQP client means who says nothing either.
    private async Task DeclareAsync(string queue, QueueDefinition definition, QueueMethods.Declare declare)
    {
        try
        {
            await Broker.DeclareAsync(definition).ConfigureAwait(false);
        }
        catch (BrokerException mismatch) when (mismatch.Code == ErrorCode.DefinitionMismatch && declare is { Durable: true, Exclusive: false, AutoDelete: false, Arguments.Count: 0 })
        {
            if (!await IsDefaultAsync(queue).ConfigureAwait(false))
            {
                throw;
            }
        }
    }

    private async Task<bool> IsDefaultAsync(string queue)
    {
        try
        {
            await Broker.DeclareAsync(new QueueDefinition(queue)).ConfigureAwait(false);
            return true;
        }
        catch (BrokerException mismatch) when (mismatch.Code == ErrorCode.DefinitionMismatch)
        {
            return false;
        }
    }

    private async Task PurgeAsync(AmqpChannel channel, QueueMethods.Purge purge)
    {
        var name = Named(channel, purge.Queue);
        var queue = wire.Names.ToBroker(name);
        wire.Exclusive.Require(queue, name, wire);
        _ = await FindAsync(queue, name).ConfigureAwait(false) ?? throw Missing(name);
        var removed = await Broker.PurgeAsync(queue).ConfigureAwait(false);
        if (!purge.NoWait)
        {
            wire.Send(channel.Number, new QueueMethods.PurgeOk(Count(removed)));
        }
    }

    private async Task DeleteAsync(AmqpChannel channel, QueueMethods.Delete delete)
    {
        var name = Named(channel, delete.Queue);
        var queue = wire.Names.ToBroker(name);
        wire.Exclusive.Require(queue, name, wire);
        uint removed = 0;
        if (await FindAsync(queue, name).ConfigureAwait(false) is { } found)
        {
            if (delete.IfUnused && found.Consumers > 0)
            {
                throw new AmqpException(ReplyCode.PreconditionFailed, $"queue '{name}' in vhost '{wire.Names.VirtualHost}' in use");
            }

            if (delete.IfEmpty && found.Ready > 0)
            {
                throw new AmqpException(ReplyCode.PreconditionFailed, $"queue '{name}' in vhost '{wire.Names.VirtualHost}' not empty");
            }

            removed = Count(found.Ready);
            await Broker.DeleteAsync(queue).ConfigureAwait(false);
            wire.Exclusive.Forget(queue);
        }

        if (!delete.NoWait)
        {
            wire.Send(channel.Number, new QueueMethods.DeleteOk(removed));
        }
    }

    private async Task<EntityDescription?> FindAsync(string queue, string name)
    {
        try
        {
            var found = await Broker.DescribeAsync(queue).ConfigureAwait(false);
            return found.Kind == EntityKind.Queue
                ? found
                : throw new AmqpException(ReplyCode.PreconditionFailed, $"'{name}' in vhost '{wire.Names.VirtualHost}' is a topic and not a queue");
        }
        catch (BrokerException error) when (error.Code is ErrorCode.NotFound or ErrorCode.Deleted)
        {
            return null;
        }
    }

    private AmqpException Missing(string name) => new(ReplyCode.NotFound, $"no queue '{name}' in vhost '{wire.Names.VirtualHost}'");

    private static uint Count(long messages) => (uint)Math.Min(messages, uint.MaxValue);

    private static string NewName() =>
        "amq.gen-" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
