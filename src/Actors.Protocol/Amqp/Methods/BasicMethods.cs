namespace Actors.Protocol.Amqp;

/// <summary>The methods of messages. Those that carry a content and are many are read and written elsewhere.</summary>
public static class BasicMethods
{
    /// <summary>Says how many messages may be held unsettled.</summary>
    /// <param name="PrefetchSize">Bytes; only 0, no limit, is supported.</param>
    /// <param name="PrefetchCount">Messages; 0 for no limit.</param>
    /// <param name="Global">Whether the channel as a whole is meant.</param>
    public readonly record struct Qos(uint PrefetchSize, ushort PrefetchCount, bool Global) : IMethod<Qos>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicQos;

        /// <inheritdoc/>
        public int Bound => 7;

        /// <inheritdoc/>
        public static Qos Read(ref FieldReader reader)
        {
            var prefetchSize = reader.Long();
            var prefetchCount = reader.Short();
            var bits = reader.Octet();
            return new Qos(prefetchSize, prefetchCount, (bits & 1) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Long(PrefetchSize);
            writer.Short(PrefetchCount);
            writer.Octet((byte)((Global ? 1 : 0)));
        }
    }

    /// <summary>So it is.</summary>
    public readonly record struct QosOk : IMethod<QosOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicQosOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static QosOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>Attaches a consumer.</summary>
    /// <param name="Queue">The queue; empty for the last one declared on the channel.</param>
    /// <param name="ConsumerTag">The consumer's name on the channel.</param>
    /// <param name="NoLocal">Whether not to deliver what came over the same connection.</param>
    /// <param name="NoAck">Whether messages count as settled once they are sent.</param>
    /// <param name="Exclusive">Whether nobody else may use it.</param>
    /// <param name="NoWait">Whether no answer is wanted.</param>
    /// <param name="Arguments">Further arguments.</param>
    public readonly record struct Consume(string Queue, string ConsumerTag, bool NoLocal, bool NoAck, bool Exclusive, bool NoWait, MessageHeaders Arguments) : IMethod<Consume>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicConsume;

        /// <inheritdoc/>
        public int Bound => (2 * FieldSize.ShortText) + FieldSize.Table(Arguments) + 3;

        /// <inheritdoc/>
        public static Consume Read(ref FieldReader reader)
        {
            reader.Short();
            var queue = reader.ShortText();
            var consumerTag = reader.ShortText();
            var bits = reader.Octet();
            var arguments = reader.Table();
            return new Consume(queue, consumerTag, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, arguments);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Queue);
            writer.ShortText(ConsumerTag);
            writer.Octet((byte)((NoLocal ? 1 : 0) | (NoAck ? 2 : 0) | (Exclusive ? 4 : 0) | (NoWait ? 8 : 0)));
            writer.Table(Arguments);
        }
    }

    /// <summary>It is attached.</summary>
    /// <param name="ConsumerTag">The consumer's name on the channel.</param>
    public readonly record struct ConsumeOk(string ConsumerTag) : IMethod<ConsumeOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicConsumeOk;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText;

        /// <inheritdoc/>
        public static ConsumeOk Read(ref FieldReader reader)
        {
            var consumerTag = reader.ShortText();
            return new ConsumeOk(consumerTag);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.ShortText(ConsumerTag);
        }
    }

    /// <summary>Ends a consumer.</summary>
    /// <param name="ConsumerTag">The consumer's name on the channel.</param>
    /// <param name="NoWait">Whether no answer is wanted.</param>
    public readonly record struct Cancel(string ConsumerTag, bool NoWait) : IMethod<Cancel>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicCancel;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText + 1;

        /// <inheritdoc/>
        public static Cancel Read(ref FieldReader reader)
        {
            var consumerTag = reader.ShortText();
            var bits = reader.Octet();
            return new Cancel(consumerTag, (bits & 1) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.ShortText(ConsumerTag);
            writer.Octet((byte)((NoWait ? 1 : 0)));
        }
    }

    /// <summary>It has ended.</summary>
    /// <param name="ConsumerTag">The consumer's name on the channel.</param>
    public readonly record struct CancelOk(string ConsumerTag) : IMethod<CancelOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicCancelOk;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText;

        /// <inheritdoc/>
        public static CancelOk Read(ref FieldReader reader)
        {
            var consumerTag = reader.ShortText();
            return new CancelOk(consumerTag);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.ShortText(ConsumerTag);
        }
    }

    /// <summary>A content to be published follows.</summary>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="RoutingKey">The routing key.</param>
    /// <param name="Mandatory">Whether it comes back if no queue gets it.</param>
    /// <param name="Immediate">Whether it comes back if no consumer gets it at once.</param>
    public readonly record struct Publish(string Exchange, string RoutingKey, bool Mandatory, bool Immediate) : IMethod<Publish>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicPublish;

        /// <inheritdoc/>
        public int Bound => (2 * FieldSize.ShortText) + 3;

        /// <inheritdoc/>
        public static Publish Read(ref FieldReader reader)
        {
            reader.Short();
            var exchange = reader.ShortText();
            var routingKey = reader.ShortText();
            var bits = reader.Octet();
            return new Publish(exchange, routingKey, (bits & 1) != 0, (bits & 2) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Exchange);
            writer.ShortText(RoutingKey);
            writer.Octet((byte)((Mandatory ? 1 : 0) | (Immediate ? 2 : 0)));
        }
    }

    /// <summary>A content that no queue got follows.</summary>
    /// <param name="Code">Why, for programs.</param>
    /// <param name="Text">Why, for people.</param>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="RoutingKey">The routing key.</param>
    public readonly record struct Return(ushort Code, string Text, string Exchange, string RoutingKey) : IMethod<Return>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicReturn;

        /// <inheritdoc/>
        public int Bound => (3 * FieldSize.ShortText) + 2;

        /// <inheritdoc/>
        public static Return Read(ref FieldReader reader)
        {
            var code = reader.Short();
            var text = reader.ShortText();
            var exchange = reader.ShortText();
            var routingKey = reader.ShortText();
            return new Return(code, text, exchange, routingKey);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(Code);
            writer.ShortText(Text);
            writer.ShortText(Exchange);
            writer.ShortText(RoutingKey);
        }
    }

    /// <summary>A content for a consumer follows.</summary>
    /// <param name="ConsumerTag">The consumer's name on the channel.</param>
    /// <param name="DeliveryTag">The number of the delivery on the channel.</param>
    /// <param name="Redelivered">Whether it may have been delivered before.</param>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="RoutingKey">The routing key.</param>
    public readonly record struct Deliver(string ConsumerTag, ulong DeliveryTag, bool Redelivered, string Exchange, string RoutingKey) : IMethod<Deliver>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicDeliver;

        /// <inheritdoc/>
        public int Bound => (3 * FieldSize.ShortText) + 9;

        /// <inheritdoc/>
        public static Deliver Read(ref FieldReader reader)
        {
            var consumerTag = reader.ShortText();
            var deliveryTag = reader.LongLong();
            var bits = reader.Octet();
            var exchange = reader.ShortText();
            var routingKey = reader.ShortText();
            return new Deliver(consumerTag, deliveryTag, (bits & 1) != 0, exchange, routingKey);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.ShortText(ConsumerTag);
            writer.LongLong(DeliveryTag);
            writer.Octet((byte)((Redelivered ? 1 : 0)));
            writer.ShortText(Exchange);
            writer.ShortText(RoutingKey);
        }
    }

    /// <summary>Asks for one message.</summary>
    /// <param name="Queue">The queue; empty for the last one declared on the channel.</param>
    /// <param name="NoAck">Whether messages count as settled once they are sent.</param>
    public readonly record struct Get(string Queue, bool NoAck) : IMethod<Get>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicGet;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText + 3;

        /// <inheritdoc/>
        public static Get Read(ref FieldReader reader)
        {
            reader.Short();
            var queue = reader.ShortText();
            var bits = reader.Octet();
            return new Get(queue, (bits & 1) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Queue);
            writer.Octet((byte)((NoAck ? 1 : 0)));
        }
    }

    /// <summary>The content of the message follows.</summary>
    /// <param name="DeliveryTag">The number of the delivery on the channel.</param>
    /// <param name="Redelivered">Whether it may have been delivered before.</param>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="RoutingKey">The routing key.</param>
    /// <param name="MessageCount">How many messages.</param>
    public readonly record struct GetOk(ulong DeliveryTag, bool Redelivered, string Exchange, string RoutingKey, uint MessageCount) : IMethod<GetOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicGetOk;

        /// <inheritdoc/>
        public int Bound => (2 * FieldSize.ShortText) + 13;

        /// <inheritdoc/>
        public static GetOk Read(ref FieldReader reader)
        {
            var deliveryTag = reader.LongLong();
            var bits = reader.Octet();
            var exchange = reader.ShortText();
            var routingKey = reader.ShortText();
            var messageCount = reader.Long();
            return new GetOk(deliveryTag, (bits & 1) != 0, exchange, routingKey, messageCount);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.LongLong(DeliveryTag);
            writer.Octet((byte)((Redelivered ? 1 : 0)));
            writer.ShortText(Exchange);
            writer.ShortText(RoutingKey);
            writer.Long(MessageCount);
        }
    }

    /// <summary>There is none.</summary>
    public readonly record struct GetEmpty : IMethod<GetEmpty>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicGetEmpty;

        /// <inheritdoc/>
        public int Bound => 1;

        /// <inheritdoc/>
        public static GetEmpty Read(ref FieldReader reader)
        {
            reader.ShortBytes();
            return new GetEmpty();
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Octet(0);
        }
    }

    /// <summary>What was delivered, or published, is in good hands.</summary>
    /// <param name="DeliveryTag">The number of the delivery on the channel.</param>
    /// <param name="Multiple">Whether all up to this one are meant.</param>
    public readonly record struct Ack(ulong DeliveryTag, bool Multiple) : IMethod<Ack>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicAck;

        /// <inheritdoc/>
        public int Bound => 9;

        /// <inheritdoc/>
        public static Ack Read(ref FieldReader reader)
        {
            var deliveryTag = reader.LongLong();
            var bits = reader.Octet();
            return new Ack(deliveryTag, (bits & 1) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.LongLong(DeliveryTag);
            writer.Octet((byte)((Multiple ? 1 : 0)));
        }
    }

    /// <summary>A delivery is refused.</summary>
    /// <param name="DeliveryTag">The number of the delivery on the channel.</param>
    /// <param name="Requeue">Whether they are to be delivered again.</param>
    public readonly record struct Reject(ulong DeliveryTag, bool Requeue) : IMethod<Reject>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicReject;

        /// <inheritdoc/>
        public int Bound => 9;

        /// <inheritdoc/>
        public static Reject Read(ref FieldReader reader)
        {
            var deliveryTag = reader.LongLong();
            var bits = reader.Octet();
            return new Reject(deliveryTag, (bits & 1) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.LongLong(DeliveryTag);
            writer.Octet((byte)((Requeue ? 1 : 0)));
        }
    }

    /// <summary>Everything unsettled is to be delivered again; basic.recover-async has the same field and no answer.</summary>
    /// <param name="Requeue">Whether they are to be delivered again.</param>
    public readonly record struct Recover(bool Requeue) : IMethod<Recover>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicRecover;

        /// <inheritdoc/>
        public int Bound => 1;

        /// <inheritdoc/>
        public static Recover Read(ref FieldReader reader)
        {
            var bits = reader.Octet();
            return new Recover((bits & 1) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Octet((byte)((Requeue ? 1 : 0)));
        }
    }

    /// <summary>It will be.</summary>
    public readonly record struct RecoverOk : IMethod<RecoverOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicRecoverOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static RecoverOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>Deliveries are refused, or what was published could not be stored.</summary>
    /// <param name="DeliveryTag">The number of the delivery on the channel.</param>
    /// <param name="Multiple">Whether all up to this one are meant.</param>
    /// <param name="Requeue">Whether they are to be delivered again.</param>
    public readonly record struct Nack(ulong DeliveryTag, bool Multiple, bool Requeue) : IMethod<Nack>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.BasicNack;

        /// <inheritdoc/>
        public int Bound => 9;

        /// <inheritdoc/>
        public static Nack Read(ref FieldReader reader)
        {
            var deliveryTag = reader.LongLong();
            var bits = reader.Octet();
            return new Nack(deliveryTag, (bits & 1) != 0, (bits & 2) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.LongLong(DeliveryTag);
            writer.Octet((byte)((Multiple ? 1 : 0) | (Requeue ? 2 : 0)));
        }
    }
}
