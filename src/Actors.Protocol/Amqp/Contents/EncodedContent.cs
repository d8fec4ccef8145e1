using System.Buffers.Binary;

namespace Actors.Protocol.Amqp;

/// <summary>A message in the broker's encoded form, laid open without decoding any of it.</summary>
public readonly ref struct EncodedContent
{
    private const int HeadersPrefix = sizeof(uint) + sizeof(ushort);

    private readonly Envelope _envelope;

    private EncodedContent(ReadOnlySpan<byte> block)
    {
        var at = sizeof(ushort);
        Set = (MessageProperties)BinaryPrimitives.ReadUInt16LittleEndian(block);
        Id = Text(block, ref at, MessageProperties.Id);
        Key = Text(block, ref at, MessageProperties.Key);
        Subject = Text(block, ref at, MessageProperties.Subject);
        Priority = Has(MessageProperties.Priority) ? block[at++] : default;
        TimeToLive = Number(block, ref at, MessageProperties.TimeToLive);
        Number(block, ref at, MessageProperties.DeliverAt);
        Deadline = Number(block, ref at, MessageProperties.Deadline);
        if (Has(MessageProperties.Cost))
        {
            Cost = BinaryPrimitives.ReadUInt32LittleEndian(block[at..]);
            at += sizeof(uint);
        }

        ReplyTo = Text(block, ref at, MessageProperties.ReplyTo);
        CorrelationId = Text(block, ref at, MessageProperties.CorrelationId);
        ContentType = Text(block, ref at, MessageProperties.ContentType);
        _envelope = Envelope.None;
        if (Has(MessageProperties.Headers))
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(block[at..]);
            var headers = block.Slice(at, sizeof(uint) + length);
            at += headers.Length;
            HeaderCount = BinaryPrimitives.ReadUInt16LittleEndian(headers[sizeof(uint)..]);
            Headers = headers[HeadersPrefix..];
            if (TryTakeEnvelope(out var envelope, out var rest))
            {
                _envelope = envelope;
                Headers = rest;
                HeaderCount--;
                IsEnveloped = true;
            }
        }

        Body = block[at..];
    }

    /// <summary>The payload.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Where it was published to; empty for the default exchange.</summary>
    public ReadOnlySpan<byte> Exchange => _envelope.Exchange;

    /// <summary>What it was published with; empty if the publisher did not say what it is about.</summary>
    public ReadOnlySpan<byte> RoutingKey => _envelope.RoutingKey.IsEmpty ? Subject : _envelope.RoutingKey;

    internal ReadOnlySpan<byte> Subject { get; }

    internal MessageProperties Set { get; }

    internal Envelope Envelope => _envelope;

    internal bool IsEnveloped { get; }

    internal ReadOnlySpan<byte> Id { get; }

    internal ReadOnlySpan<byte> Key { get; }

    internal byte Priority { get; }

    internal long TimeToLive { get; }

    internal long Deadline { get; }

    internal uint Cost { get; }

    internal ReadOnlySpan<byte> ReplyTo { get; }

    internal ReadOnlySpan<byte> CorrelationId { get; }

    internal ReadOnlySpan<byte> ContentType { get; }

    /// <summary>The entries of the headers, without the envelope.</summary>
    internal ReadOnlySpan<byte> Headers { get; }

    internal int HeaderCount { get; }

    /// <summary>Whether it has a property.</summary>
    internal bool Has(MessageProperties property) => (Set & property) != 0;

    /// <summary>Takes the first message off a run of encoded ones, which are known to be well-formed.</summary>
    /// <param name="run">Encoded messages, one behind the other; what is left of them afterwards.</param>
    public static EncodedContent Take(ref ReadOnlySpan<byte> run)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(run);
        var block = run.Slice(EncodedMessage.SizeBytes, length);
        run = run[(EncodedMessage.SizeBytes + length)..];
        return new EncodedContent(block);
    }

    // It is always the first, so that looking for it costs one comparison.
    private bool TryTakeEnvelope(out Envelope envelope, out ReadOnlySpan<byte> rest)
    {
        var name = Envelope.Name;
        var head = name.Length + 2;
        if (HeaderCount > 0 && Headers[0] == name.Length && Headers.Slice(1, name.Length).SequenceEqual(name) && Headers[head - 1] == (byte)HeaderKind.Bytes)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(Headers[head..]);
            head += sizeof(uint);
            envelope = Envelope.Read(Headers.Slice(head, length));
            rest = Headers[(head + length)..];
            return true;
        }

        envelope = default;
        rest = default;
        return false;
    }

    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> block, scoped ref int at, MessageProperties property)
    {
        if (!Has(property))
        {
            return default;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
        var text = block.Slice(at + sizeof(ushort), length);
        at += sizeof(ushort) + length;
        return text;
    }

    private long Number(ReadOnlySpan<byte> block, scoped ref int at, MessageProperties property)
    {
        if (!Has(property))
        {
            return 0;
        }

        var number = BinaryPrimitives.ReadInt64LittleEndian(block[at..]);
        at += sizeof(long);
        return number;
    }
}
