namespace Actors.Protocol.Amqp;

/// <summary>The methods of publisher confirms.</summary>
public static class ConfirmMethods
{
    /// <summary>Everything published from now on is to be confirmed.</summary>
    /// <param name="NoWait">Whether no answer is wanted.</param>
    public readonly record struct Select(bool NoWait) : IMethod<Select>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConfirmSelect;

        /// <inheritdoc/>
        public int Bound => 1;

        /// <inheritdoc/>
        public static Select Read(ref FieldReader reader)
        {
            var bits = reader.Octet();
            return new Select((bits & 1) != 0);
        }

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
            writer.Octet((byte)((NoWait ? 1 : 0)));
        }
    }

    /// <summary>So it is.</summary>
    public readonly record struct SelectOk : IMethod<SelectOk>
    {
        /// <inheritdoc/>
        public static MethodId Id => MethodId.ConfirmSelectOk;

        /// <inheritdoc/>
        public int Bound => 0;

        /// <inheritdoc/>
        public static SelectOk Read(ref FieldReader reader) => new();

        /// <inheritdoc/>
        public void Write(ref FieldWriter writer)
        {
        }
    }
}
