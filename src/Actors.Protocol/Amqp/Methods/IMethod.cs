namespace Actors.Protocol.Amqp;

/// <summary>A method of AMQP: its fields, and how they are read and written.</summary>
/// <typeparam name="TMethod">The method itself.</typeparam>
public interface IMethod<TMethod>
    where TMethod : struct, IMethod<TMethod>
{
    /// <summary>Which method it is.</summary>
    static abstract MethodId Id { get; }

    /// <summary>Most bytes that its fields take.</summary>
    int Bound { get; }

    /// <summary>Reads the fields.</summary>
    /// <param name="reader">Where from.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.SyntaxError"/>.</exception>
    static abstract TMethod Read(ref FieldReader reader);

    /// <summary>Writes the fields.</summary>
    /// <param name="writer">Where to; has room for them.</param>
    void Write(ref FieldWriter writer);
}
