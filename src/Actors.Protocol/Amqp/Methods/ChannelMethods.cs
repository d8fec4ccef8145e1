namespace Actors.Protocol.Amqp;

/// <summary>The methods of a channel as a whole.</summary>
public static class ChannelMethods
{
    /// <summary>The client opens a channel.</summary>
    public readonly record struct Open : IMethod<Open>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ChannelOpen;

        /// <inheritdoc/>
        public int Bound => 1;

        /// <inheritdoc/>
        public static Open Read(ref FieldReader reader)
        {
            reader.ShortBytes();
            return new Open();
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Octet(0);
        }
    }

    /// <summary>The channel is open.</summary>
    public readonly record struct OpenOk : IMethod<OpenOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ChannelOpenOk;

        /// <inheritdoc/>
        public int Bound => 4;

        /// <inheritdoc/>
        public static OpenOk Read(ref FieldReader reader)
        {
            reader.LongBytes();
            return new OpenOk();
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Long(0);
        }
    }

    /// <summary>One side asks the other to stop or to go on.</summary>
    /// <param name="Active">Whether to go on.</param>
    public readonly record struct Flow(bool Active) : IMethod<Flow>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ChannelFlow;

        /// <inheritdoc/>
        public int Bound => 1;

        /// <inheritdoc/>
        public static Flow Read(ref FieldReader reader)
        {
            var bits = reader.Octet();
            return new Flow((bits & 1) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Octet((byte)((Active ? 1 : 0)));
        }
    }

    /// <summary>The other side does.</summary>
    /// <param name="Active">Whether to go on.</param>
    public readonly record struct FlowOk(bool Active) : IMethod<FlowOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ChannelFlowOk;

        /// <inheritdoc/>
        public int Bound => 1;

        /// <inheritdoc/>
        public static FlowOk Read(ref FieldReader reader)
        {
            var bits = reader.Octet();
            return new FlowOk((bits & 1) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Octet((byte)((Active ? 1 : 0)));
        }
    }

    /// <summary>One side ends the channel.</summary>
    /// <param name="Code">Why, for programs.</param>
    /// <param name="Text">Why, for people.</param>
    /// <param name="ClassId">The class of the method that caused it; 0 for none.</param>
    /// <param name="MethodId">The method that caused it; 0 for none.</param>
    public readonly record struct Close(ushort Code, string Text, ushort ClassId, ushort MethodId) : IMethod<Close>
    {
        /// <inheritdoc/>
        public static Amqp.MethodId Id => Amqp.MethodId.ChannelClose;

        /// <inheritdoc/>
        public int Bound => FieldSize.ShortText + 6;

        /// <inheritdoc/>
        public static Close Read(ref FieldReader reader)
        {
            var code = reader.Short();
            var text = reader.ShortText();
            var classId = reader.Short();
            var methodId = reader.Short();
            return new Close(code, text, classId, methodId);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Short(Code);
            writer.ShortText(Text);
            writer.Short(ClassId);
            writer.Short(MethodId);
        }
    }

    /// <summary>The other side agrees.</summary>
    public readonly record struct CloseOk : IMethod<CloseOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ChannelCloseOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static CloseOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }
}
