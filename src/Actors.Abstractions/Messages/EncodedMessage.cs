using System.Buffers.Binary;

namespace Actors;

/// <summary>A message in its encoded form, decoded only as far as it is asked for.</summary>
public readonly struct EncodedMessage
{
    /// <summary>Bytes of the size that stands before every encoded message.</summary>
    public const int SizeBytes = 4;

    private EncodedMessage(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>The message as it is encoded, its size in front: what may be put behind others in a run.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The bytes of the message with its properties, without its size.</summary>
    public int Length => Bytes.Length - SizeBytes;

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Body => Bytes[(SizeBytes + MessageReader.Check(Bytes.Span[SizeBytes..]))..];

    /// <summary>What the message is about, without decoding the rest; null if it does not say.</summary>
    public string? Subject => MessageReader.SubjectOf(Bytes.Span[SizeBytes..]);

    /// <summary>The whole message. Its body shares this message's memory.</summary>
    public Message Decode() => MessageReader.Decode(Bytes[SizeBytes..]);

    /// <summary>The sender's id of the message, in UTF-8; empty for none.</summary>
    internal ReadOnlySpan<byte> Id => MessageReader.ReadId(Bytes.Span[SizeBytes..]);

    /// <summary>What a broker acts on before it hands the message out.</summary>
    internal SchedulingProperties ReadScheduling() => MessageReader.ReadScheduling(Bytes.Span[SizeBytes..]);

    /// <summary>Takes the first message off a run of encoded ones.</summary>
    /// <param name="run">Encoded messages, one behind the other; what is left of them afterwards.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.ProtocolViolation"/>: the run ends inside a message.</exception>
    public static EncodedMessage Take(ref ReadOnlyMemory<byte> run)
    {
        var length = LengthAt(run.Span);
        var message = new EncodedMessage(run[..(SizeBytes + length)]);
        run = run[(SizeBytes + length)..];
        return message;
    }

    /// <summary>Counts and checks the messages of a run, properties and all, without decoding them.</summary>
    /// <param name="run">Encoded messages, one behind the other, of any origin.</param>
    /// <param name="largest">Most bytes one message may have.</param>
    /// <returns>How many messages there are.</returns>
    /// <exception cref="BrokerException"><see cref="ErrorCode.ProtocolViolation"/> or <see cref="ErrorCode.LimitExceeded"/>.</exception>
    public static int Validate(ReadOnlySpan<byte> run, int largest) => Validate(run, largest, out _);

    /// <summary>Which properties it has.</summary>
    internal MessageProperties Properties => (MessageProperties)BinaryPrimitives.ReadUInt16LittleEndian(Bytes.Span[SizeBytes..]);

    internal static int Validate(ReadOnlySpan<byte> run, int largest, out MessageProperties properties)
    {
        var count = 0;
        properties = MessageProperties.None;
        while (!run.IsEmpty)
        {
            var length = LengthAt(run);
            if (length > largest)
            {
                throw new BrokerException(ErrorCode.LimitExceeded, $"A message has {length} encoded bytes; at most {largest} are allowed.");
            }

            MessageReader.Check(run.Slice(SizeBytes, length), published: true);
            properties |= (MessageProperties)BinaryPrimitives.ReadUInt16LittleEndian(run[SizeBytes..]);
            run = run[(SizeBytes + length)..];
            count++;
        }

        return count;
    }

    /// <summary>Finds where the messages from one index on start in a run that is known to be well-formed.</summary>
    /// <param name="run">Encoded messages, one behind the other.</param>
    /// <param name="index">How many messages to pass over.</param>
    /// <returns>The byte at which message <paramref name="index"/> starts.</returns>
    public static int OffsetOf(ReadOnlySpan<byte> run, int index)
    {
        var at = 0;
        for (; index > 0; index--)
        {
            at += SizeBytes + LengthAt(run[at..]);
        }

        return at;
    }

    private static int LengthAt(ReadOnlySpan<byte> run)
    {
        if (run.Length >= SizeBytes)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(run);
            if (length >= MessageWriter.Prefix - SizeBytes && length <= (uint)(run.Length - SizeBytes))
            {
                return (int)length;
            }
        }

        throw new BrokerException(ErrorCode.ProtocolViolation, "A run of encoded messages ends inside a message.");
    }
}
