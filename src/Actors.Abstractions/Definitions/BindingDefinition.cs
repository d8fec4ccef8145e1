using System.Buffers;

namespace Actors;

/// <summary>Says that an exchange passes messages on to a destination. Two bindings are the same if all their properties are.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Destination">The queue, topic or exchange that gets the messages.</param>
public sealed record BindingDefinition(string Exchange, string Destination)
{
    /// <summary>
    /// The binding key: for a direct exchange the subject itself, for a topic exchange a pattern, for the others only part of
    /// the binding's identity. Up to <see cref="Limits.PropertyBytes"/> bytes of UTF-8; empty by default.
    /// </summary>
    public string Key { get; init; } = "";

    /// <summary>What a headers exchange compares with a message's headers; a value of <see cref="HeaderKind.Null"/> asks only that the header is there.</summary>
    public MessageHeaders Arguments { get; init; } = [];

    /// <summary>How the arguments are compared; <see cref="HeadersMatch.All"/> by default.</summary>
    public HeadersMatch HeadersMatch { get; init; }

    /// <summary>Refuses a binding that is out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the property and its range.</exception>
    public void Validate()
    {
        EntityName.Validate(Exchange, "exchange");
        EntityName.Validate(Destination, "binding's destination");
        if (HeadersMatch > HeadersMatch.AnyWithX)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(HeadersMatch)} {(byte)HeadersMatch} of a binding is unknown; allowed: 0 to {(byte)HeadersMatch.AnyWithX}.");
        }

        var bytes = EncodeMatch().Length;
        if (bytes > Limits.BindingBytes)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(Key)} and the {nameof(Arguments)} of a binding have {bytes} encoded bytes; at most {Limits.BindingBytes} are allowed.");
        }
    }

    /// <summary>
    /// What the binding asks of a message, encoded as that message: the key as its subject, the arguments as its headers. So
    /// there is one encoding of header values, on the wire and in the stores.
    /// </summary>
    internal ReadOnlyMemory<byte> EncodeMatch()
    {
        var output = new ArrayBufferWriter<byte>(64);
        MessageWriter.Write(output, new Message { Subject = Key, Headers = Arguments });
        return output.WrittenMemory;
    }

    /// <summary>Reads what <see cref="EncodeMatch"/> wrote, and nothing else: equal bindings are equal bytes.</summary>
    internal BindingDefinition WithMatch(ReadOnlyMemory<byte> encoded)
    {
        var rest = encoded;
        var match = EncodedMessage.Take(ref rest).Decode();
        var binding = this with { Key = match.Subject ?? "", Arguments = match.Headers };
        return binding.EncodeMatch().Span.SequenceEqual(encoded.Span)
            ? binding
            : throw new BrokerException(ErrorCode.ProtocolViolation, "What a binding asks of a message is more than a subject and headers, or not in its one form.");
    }
}
