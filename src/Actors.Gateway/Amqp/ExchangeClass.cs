using Actors.Protocol.Amqp;

namespace Actors.Gateway.Amqp;

/// <summary>The methods of exchanges, and of the bindings that queues and exchanges have with them.</summary>
/// <param name="wire">The connection.</param>
internal sealed class ExchangeClass(Wire wire)
{
    private const string Reserved = "amq.";

    private IBroker Broker => wire.Broker;

    /// <summary>Serves a method.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="id">The method.</param>
    /// <param name="payload">The method frame's payload.</param>
    /// <returns>What has to be waited for before the channel goes on.</returns>
    public Task Serve(AmqpChannel channel, MethodId id, ReadOnlySpan<byte> payload) => id switch
    {
        MethodId.ExchangeDeclare => DeclareAsync(channel, MethodFrame.Read<ExchangeMethods.Declare>(payload)),
        MethodId.ExchangeDelete => DeleteAsync(channel, MethodFrame.Read<ExchangeMethods.Delete>(payload)),
        MethodId.ExchangeBind => BindAsync(channel, MethodFrame.Read<ExchangeMethods.Bind>(payload)),
        MethodId.ExchangeUnbind => UnbindAsync(channel, MethodFrame.Read<ExchangeMethods.Unbind>(payload)),
        _ => throw new AmqpException(ReplyCode.CommandInvalid, $"the method {(uint)id >> 16}.{(ushort)id} is unknown or not for clients"),
    };

    /// <summary>Binds a queue.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="bind">What the client says.</param>
    public async Task BindAsync(AmqpChannel channel, QueueMethods.Bind bind)
    {
        var name = QueueClass.Named(channel, bind.Queue);
        var queue = wire.Names.ToBroker(name);
        wire.Exclusive.Require(queue, name, wire);
        await BindAsync(bind.Exchange, queue, bind.RoutingKey, bind.Arguments).ConfigureAwait(false);
        if (!bind.NoWait)
        {
            wire.Send(channel.Number, default(QueueMethods.BindOk));
        }
    }

    /// <summary>Takes a queue's binding away.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="unbind">What the client says.</param>
    public async Task UnbindAsync(AmqpChannel channel, QueueMethods.Unbind unbind)
    {
        var queue = wire.Names.ToBroker(QueueClass.Named(channel, unbind.Queue));
        await UnbindAsync(unbind.Exchange, queue, unbind.RoutingKey, unbind.Arguments).ConfigureAwait(false);
        wire.Send(channel.Number, default(QueueMethods.UnbindOk));
    }

    private async Task DeclareAsync(AmqpChannel channel, ExchangeMethods.Declare declare)
    {
        RequireNamed(declare.Exchange);
        if (BuiltInExchanges.Has(declare.Exchange))
        {
            RequireSame(declare);
        }
        else if (declare.Passive)
        {
            await RequireAsync(declare.Exchange).ConfigureAwait(false);
        }
        else
        {
            await CreateAsync(declare).ConfigureAwait(false);
        }

        if (!declare.NoWait)
        {
            wire.Send(channel.Number, default(ExchangeMethods.DeclareOk));
        }
    }

    private async Task CreateAsync(ExchangeMethods.Declare declare)
    {
        if (declare.Exchange.StartsWith(Reserved, StringComparison.Ordinal))
        {
            throw new AmqpException(ReplyCode.AccessRefused, $"exchange name '{declare.Exchange}' contains reserved prefix 'amq.*'");
        }

        try
        {
            await Broker.DeclareAsync(ExchangeArguments.Define(wire.Names, declare)).ConfigureAwait(false);
        }
        catch (BrokerException mismatch) when (mismatch.Code == ErrorCode.DefinitionMismatch)
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, $"inequivalent arg for exchange '{declare.Exchange}' in vhost '{wire.Names.VirtualHost}': {mismatch.Message}", mismatch);
        }
    }

    private async Task DeleteAsync(AmqpChannel channel, ExchangeMethods.Delete delete)
    {
        RequireNamed(delete.Exchange);
        if (delete.Exchange.StartsWith(Reserved, StringComparison.Ordinal))
        {
            throw new AmqpException(ReplyCode.AccessRefused, $"exchange name '{delete.Exchange}' contains reserved prefix 'amq.*'");
        }

        var name = wire.Names.ExchangeToBroker(delete.Exchange);
        if (delete.IfUnused && await IsUsedAsync(name).ConfigureAwait(false))
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, $"exchange '{delete.Exchange}' in vhost '{wire.Names.VirtualHost}' in use");
        }

        await Broker.DeleteAsync(name).ConfigureAwait(false);
        if (!delete.NoWait)
        {
            wire.Send(channel.Number, default(ExchangeMethods.DeleteOk));
        }
    }

    private async Task BindAsync(AmqpChannel channel, ExchangeMethods.Bind bind)
    {
        RequireNamed(bind.Destination);
        await CreateBuiltInAsync(bind.Destination).ConfigureAwait(false);
        await BindAsync(bind.Source, wire.Names.ExchangeToBroker(bind.Destination), bind.RoutingKey, bind.Arguments).ConfigureAwait(false);
        if (!bind.NoWait)
        {
            wire.Send(channel.Number, default(ExchangeMethods.BindOk));
        }
    }

    private async Task UnbindAsync(AmqpChannel channel, ExchangeMethods.Unbind unbind)
    {
        RequireNamed(unbind.Destination);
        await UnbindAsync(unbind.Source, wire.Names.ExchangeToBroker(unbind.Destination), unbind.RoutingKey, unbind.Arguments).ConfigureAwait(false);
        if (!unbind.NoWait)
        {
            wire.Send(channel.Number, default(ExchangeMethods.UnbindOk));
        }
    }

    private async Task BindAsync(string source, string destination, string routingKey, MessageHeaders arguments)
    {
        RequireNamed(source);
        await CreateBuiltInAsync(source).ConfigureAwait(false);
        await Broker.BindAsync(ExchangeArguments.Bind(wire.Names.ExchangeToBroker(source), destination, routingKey, arguments)).ConfigureAwait(false);
    }

    private async Task UnbindAsync(string source, string destination, string routingKey, MessageHeaders arguments)
    {
        RequireNamed(source);
        try
        {
            await Broker.UnbindAsync(ExchangeArguments.Bind(wire.Names.ExchangeToBroker(source), destination, routingKey, arguments)).ConfigureAwait(false);
        }
        catch (BrokerException gone) when (gone.Code == ErrorCode.NotFound)
        {
            // What is not bound is unbound, as with RabbitMQ.
        }
    }

    private async Task<bool> IsUsedAsync(string name)
    {
        try
        {
            var bindings = await Broker.ListBindingsAsync(name).ConfigureAwait(false);
            return bindings.Any(binding => binding.Exchange == name);
        }
        catch (BrokerException gone) when (gone.Code == ErrorCode.NotFound)
        {
            return false;
        }
    }

    private ValueTask CreateBuiltInAsync(string exchange) => BuiltInExchanges.Has(exchange)
        ? Broker.DeclareAsync(new ExchangeDefinition(wire.Names.ExchangeToBroker(exchange)) { Kind = BuiltInExchanges.KindOf(exchange) })
        : ValueTask.CompletedTask;

    private async Task RequireAsync(string exchange)
    {
        try
        {
            await Broker.DescribeAsync(wire.Names.ExchangeToBroker(exchange)).ConfigureAwait(false);
        }
        catch (BrokerException missing) when (missing.Code is ErrorCode.NotFound or ErrorCode.Deleted)
        {
            throw new AmqpException(ReplyCode.NotFound, $"no exchange '{exchange}' in vhost '{wire.Names.VirtualHost}'", missing);
        }
    }

    private void RequireSame(in ExchangeMethods.Declare declare)
    {
        if (!declare.Passive && (ExchangeArguments.KindOf(declare) != BuiltInExchanges.KindOf(declare.Exchange) || !declare.Durable))
        {
            throw new AmqpException(ReplyCode.PreconditionFailed, $"inequivalent arg for exchange '{declare.Exchange}' in vhost '{wire.Names.VirtualHost}': it is durable and of the type {BuiltInExchanges.KindOf(declare.Exchange)}");
        }
    }

    private static void RequireNamed(string exchange)
    {
        if (exchange.Length == 0)
        {
            throw new AmqpException(ReplyCode.AccessRefused, "operation not permitted on the default exchange");
        }
    }
}
