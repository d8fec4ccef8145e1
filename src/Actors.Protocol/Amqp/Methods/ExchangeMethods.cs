namespace Actors.Protocol.Amqp;

/// <summary>The methods of exchanges.</summary>
public static class ExchangeMethods
{
    /// <summary>Makes sure an exchange exists.</summary>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Passive">Whether it must be there already.</param>
    /// <param name="Durable">Whether it survives a restart.</param>
    /// <param name="AutoDelete">Whether it goes with its last user.</param>
    /// <param name="Internal">Whether only other exchanges may publish to it.</param>
    /// <param name="NoWait">Whether no answer is wanted.</param>
    /// <param name="Arguments">Further arguments.</param>
    public readonly record struct Declare(string Exchange, string Type, bool Passive, bool Durable, bool AutoDelete, bool Internal, bool NoWait, MessageHeaders Arguments) : IMethod<Declare>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ExchangeDeclare;

        /// <inheritdoc/>
        public int Bound => (2 * FieldSize.ShortText) + FieldSize.Table(Arguments) + 3;

        /// <inheritdoc/>
        public static Declare Read(ref FieldReader reader)
        {
            reader.Short();
            var exchange = reader.ShortText();
            var type = reader.ShortText();
            var bits = reader.Octet();
            var arguments = reader.Table();
            return new Declare(exchange, type, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0, arguments);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Exchange);
            writer.ShortText(Type);
            writer.Octet((byte)((Passive ? 1 : 0) | (Durable ? 2 : 0) | (AutoDelete ? 4 : 0) | (Internal ? 8 : 0) | (NoWait ? 16 : 0)));
            writer.Table(Arguments);
        }
    }

    /// <summary>It does.</summary>
    public readonly record struct DeclareOk : IMethod<DeclareOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ExchangeDeclareOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static DeclareOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>Removes an exchange.</summary>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="IfUnused">Only if nobody uses it.</param>
    /// <param name="NoWait">Whether no answer is wanted.</param>
    public readonly record struct Delete(string Exchange, bool IfUnused, bool NoWait) : IMethod<Delete>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ExchangeDelete;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText + 3;

        /// <inheritdoc/>
        public static Delete Read(ref FieldReader reader)
        {
            reader.Short();
            var exchange = reader.ShortText();
            var bits = reader.Octet();
            return new Delete(exchange, (bits & 1) != 0, (bits & 2) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Exchange);
            writer.Octet((byte)((IfUnused ? 1 : 0) | (NoWait ? 2 : 0)));
        }
    }

    /// <summary>It is gone.</summary>
    public readonly record struct DeleteOk : IMethod<DeleteOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ExchangeDeleteOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static DeleteOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>Binds an exchange to another.</summary>
    /// <param name="Destination">Where messages go.</param>
    /// <param name="Source">Where they come from.</param>
    /// <param name="RoutingKey">The routing key.</param>
    /// <param name="NoWait">Whether no answer is wanted.</param>
    /// <param name="Arguments">Further arguments.</param>
    public readonly record struct Bind(string Destination, string Source, string RoutingKey, bool NoWait, MessageHeaders Arguments) : IMethod<Bind>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ExchangeBind;

        /// <inheritdoc/>
        public int Bound => (3 * FieldSize.ShortText) + FieldSize.Table(Arguments) + 3;

        /// <inheritdoc/>
        public static Bind Read(ref FieldReader reader)
        {
            reader.Short();
            var destination = reader.ShortText();
            var source = reader.ShortText();
            var routingKey = reader.ShortText();
            var bits = reader.Octet();
            var arguments = reader.Table();
            return new Bind(destination, source, routingKey, (bits & 1) != 0, arguments);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Destination);
            writer.ShortText(Source);
            writer.ShortText(RoutingKey);
            writer.Octet((byte)((NoWait ? 1 : 0)));
            writer.Table(Arguments);
        }
    }

    /// <summary>It is bound.</summary>
    public readonly record struct BindOk : IMethod<BindOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ExchangeBindOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static BindOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }

    /// <summary>Takes a binding between exchanges away.</summary>
    /// <param name="Destination">Where messages go.</param>
    /// <param name="Source">Where they come from.</param>
    /// <param name="RoutingKey">The routing key.</param>
    /// <param name="NoWait">Whether no answer is wanted.</param>
    /// <param name="Arguments">Further arguments.</param>
    public readonly record struct Unbind(string Destination, string Source, string RoutingKey, bool NoWait, MessageHeaders Arguments) : IMethod<Unbind>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ExchangeUnbind;

        /// <inheritdoc/>
        public int Bound => (3 * FieldSize.ShortText) + FieldSize.Table(Arguments) + 3;

        /// <inheritdoc/>
        public static Unbind Read(ref FieldReader reader)
        {
            reader.Short();
            var destination = reader.ShortText();
            var source = reader.ShortText();
            var routingKey = reader.ShortText();
            var bits = reader.Octet();
            var arguments = reader.Table();
            return new Unbind(destination, source, routingKey, (bits & 1) != 0, arguments);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(0);
            writer.ShortText(Destination);
            writer.ShortText(Source);
            writer.ShortText(RoutingKey);
            writer.Octet((byte)((NoWait ? 1 : 0)));
            writer.Table(Arguments);
        }
    }

    /// <summary>It is gone.</summary>
    public readonly record struct UnbindOk : IMethod<UnbindOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ExchangeUnbindOk;

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
