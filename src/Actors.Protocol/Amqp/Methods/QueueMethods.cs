namespace Actors.Protocol.Amqp;

/// <summary>The methods of queues.</summary>
public static class QueueMethods
{
    /// <summary>Makes sure a queue exists.</summary>
    /// <param name="Queue">The queue; empty for the last one declared on the channel.</param>
    /// <param name="Passive">Whether it must be there already.</param>
    /// <param name="Durable">Whether it survives a restart.</param>
    /// <param name="Exclusive">Whether nobody else may use it.</param>
    /// <param name="AutoDelete">Whether it goes with its last user.</param>
    /// <param name="NoWait">Whether no answer is wanted.</param>
    /// <param name="Arguments">Further arguments.</param>
    public readonly record struct Declare(string Queue, bool Passive, bool Durable, bool Exclusive, bool AutoDelete, bool NoWait, MessageHeaders Arguments) : IMethod<Declare>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.QueueDeclare;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText + FieldSize.Table(Arguments) + 3;

        /// <inheritdoc/>
        public static Declare Read(ref FieldReader reader)
        {
            reader.Short();
            var queue = reader.ShortText();
            var bits = reader.Octet();
            var arguments = reader.Table();
            return new Declare(queue, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0, arguments);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Queue);
            writer.Octet((byte)((Passive ? 1 : 0) | (Durable ? 2 : 0) | (Exclusive ? 4 : 0) | (AutoDelete ? 8 : 0) | (NoWait ? 16 : 0)));
            writer.Table(Arguments);
        }
    }

    /// <summary>It does.</summary>
    /// <param name="Queue">The queue; empty for the last one declared on the channel.</param>
    /// <param name="MessageCount">How many messages.</param>
    /// <param name="ConsumerCount">How many consumers.</param>
    public readonly record struct DeclareOk(string Queue, uint MessageCount, uint ConsumerCount) : IMethod<DeclareOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.QueueDeclareOk;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText + 8;

        /// <inheritdoc/>
        public static DeclareOk Read(ref FieldReader reader)
        {
            var queue = reader.ShortText();
            var messageCount = reader.Long();
            var consumerCount = reader.Long();
            return new DeclareOk(queue, messageCount, consumerCount);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.ShortText(Queue);
            writer.Long(MessageCount);
            writer.Long(ConsumerCount);
        }
    }

    /// <summary>Binds a queue to an exchange.</summary>
    /// <param name="Queue">The queue; empty for the last one declared on the channel.</param>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="RoutingKey">The routing key.</param>
    /// <param name="NoWait">Whether no answer is wanted.</param>
    /// <param name="Arguments">Further arguments.</param>
    public readonly record struct Bind(string Queue, string Exchange, string RoutingKey, bool NoWait, MessageHeaders Arguments) : IMethod<Bind>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.QueueBind;

        /// <inheritdoc/>
        public int Bound => (3 * FieldSize.ShortText) + FieldSize.Table(Arguments) + 3;

        /// <inheritdoc/>
        public static Bind Read(ref FieldReader reader)
        {
            reader.Short();
            var queue = reader.ShortText();
            var exchange = reader.ShortText();
            var routingKey = reader.ShortText();
            var bits = reader.Octet();
            var arguments = reader.Table();
            return new Bind(queue, exchange, routingKey, (bits & 1) != 0, arguments);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Queue);
            writer.ShortText(Exchange);
            writer.ShortText(RoutingKey);
            writer.Octet((byte)((NoWait ? 1 : 0)));
            writer.Table(Arguments);
        }
    }

    /// <summary>It is bound.</summary>
    public readonly record struct BindOk : IMethod<BindOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.QueueBindOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static BindOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>Removes the messages nobody holds.</summary>
    /// <param name="Queue">The queue; empty for the last one declared on the channel.</param>
    /// <param name="NoWait">Whether no answer is wanted.</param>
    public readonly record struct Purge(string Queue, bool NoWait) : IMethod<Purge>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.QueuePurge;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText + 3;

        /// <inheritdoc/>
        public static Purge Read(ref FieldReader reader)
        {
            reader.Short();
            var queue = reader.ShortText();
            var bits = reader.Octet();
            return new Purge(queue, (bits & 1) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Queue);
            writer.Octet((byte)((NoWait ? 1 : 0)));
        }
    }

    /// <summary>They are gone.</summary>
    /// <param name="MessageCount">How many messages.</param>
    public readonly record struct PurgeOk(uint MessageCount) : IMethod<PurgeOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.QueuePurgeOk;

        /// <inheritdoc/>
        public int Bound => 4;

        /// <inheritdoc/>
        public static PurgeOk Read(ref FieldReader reader)
        {
            var messageCount = reader.Long();
            return new PurgeOk(messageCount);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Long(MessageCount);
        }
    }

    /// <summary>Removes a queue.</summary>
    /// <param name="Queue">The queue; empty for the last one declared on the channel.</param>
    /// <param name="IfUnused">Only if nobody uses it.</param>
    /// <param name="IfEmpty">Only if it is empty.</param>
    /// <param name="NoWait">Whether no answer is wanted.</param>
    public readonly record struct Delete(string Queue, bool IfUnused, bool IfEmpty, bool NoWait) : IMethod<Delete>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.QueueDelete;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText + 3;

        /// <inheritdoc/>
        public static Delete Read(ref FieldReader reader)
        {
            reader.Short();
            var queue = reader.ShortText();
            var bits = reader.Octet();
            return new Delete(queue, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Queue);
            writer.Octet((byte)((IfUnused ? 1 : 0) | (IfEmpty ? 2 : 0) | (NoWait ? 4 : 0)));
        }
    }

    /// <summary>It is gone.</summary>
    /// <param name="MessageCount">How many messages.</param>
    public readonly record struct DeleteOk(uint MessageCount) : IMethod<DeleteOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.QueueDeleteOk;

        /// <inheritdoc/>
        public int Bound => 4;

        /// <inheritdoc/>
        public static DeleteOk Read(ref FieldReader reader)
        {
            var messageCount = reader.Long();
            return new DeleteOk(messageCount);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Long(MessageCount);
        }
    }

    /// <summary>Takes a binding away.</summary>
    /// <param name="Queue">The queue; empty for the last one declared on the channel.</param>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="RoutingKey">The routing key.</param>
    /// <param name="Arguments">Further arguments.</param>
    public readonly record struct Unbind(string Queue, string Exchange, string RoutingKey, MessageHeaders Arguments) : IMethod<Unbind>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.QueueUnbind;

        /// <inheritdoc/>
        public int Bound => (3 * FieldSize.ShortText) + FieldSize.Table(Arguments) + 2;

        /// <inheritdoc/>
        public static Unbind Read(ref FieldReader reader)
        {
            reader.Short();
            var queue = reader.ShortText();
            var exchange = reader.ShortText();
            var routingKey = reader.ShortText();
            var arguments = reader.Table();
            return new Unbind(queue, exchange, routingKey, arguments);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Queue);
            writer.ShortText(Exchange);
            writer.ShortText(RoutingKey);
            writer.Table(Arguments);
        }
    }

    /// <summary>It is gone.</summary>
    public readonly record struct UnbindOk : IMethod<UnbindOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.QueueUnbindOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static UnbindOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }
}
