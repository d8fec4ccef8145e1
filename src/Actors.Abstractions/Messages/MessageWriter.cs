using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Actors;

/// <summary>Encodes messages in the one form they keep on the wire, in the journal and on the way out.</summary>
/// <remarks>
/// All integers are little-endian. Bytes that are stored once are never encoded again: what a publisher sent is what a
/// consumer gets.
/// <code>
///  0      4     6
/// +------+-----+----------------------------------------+--------+
/// | size | set | the properties in the set, in bit order | body … |
/// +------+-----+----------------------------------------+--------+
///   u32    u16   id, key, subject: u16 length + UTF-8      size counts the
///                priority: u8                              bytes after itself
///                time to live, deliver at, deadline: i64 milliseconds
///                cost: u32
///                reply to, correlation id, content type: u16 length + UTF-8
///                headers: u32 length, u16 count, then name (u8 length + UTF-8) and value (u8 kind + content)
/// </code>
/// </remarks>
internal static class MessageWriter
{
    /// <summary>Bytes before the properties.</summary>
    public const int Prefix = 6;

    /// <summary>Appends a message.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="message">The message.</param>
    /// <param name="own">Whether the broker has added headers of its own, for which there is some room above the limits.</param>
    /// <exception cref="BrokerException">A property is longer than <see cref="Limits"/> allow.</exception>
    public static void Write(ArrayBufferWriter<byte> output, Message message, bool own = false)
    {
        var start = output.WrittenCount;
        var set = PropertiesOf(message);
        WriteUInt32(output, 0);
        WriteUInt16(output, (ushort)set);
        if (set != MessageProperties.None)
        {
            WriteProperties(output, message, set, own);
        }

        output.Write(message.Body.Span);
        var size = output.WrittenCount - start - 4;
        if (size > Limits.LargestMessageBytes + (own ? Limits.StoredHeaderBytes - Limits.HeaderBytes : 0))
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"The message has {size} encoded bytes; at most {Limits.LargestMessageBytes} are allowed.");
        }

        BinaryPrimitives.WriteUInt32LittleEndian(WrittenAt(output, start), (uint)size);
    }

    private static MessageProperties PropertiesOf(Message message) =>
        (message.Id is null ? 0 : MessageProperties.Id)
        | (message.Key is null ? 0 : MessageProperties.Key)
        | (message.Subject is null ? 0 : MessageProperties.Subject)
        | (message.Priority == 0 ? 0 : MessageProperties.Priority)
        | (message.TimeToLive is null ? 0 : MessageProperties.TimeToLive)
        | (message.DeliverAt is null ? 0 : MessageProperties.DeliverAt)
        | (message.Deadline is null ? 0 : MessageProperties.Deadline)
        | (message.Cost == 0 ? 0 : MessageProperties.Cost)
        | (message.ReplyTo is null ? 0 : MessageProperties.ReplyTo)
        | (message.CorrelationId is null ? 0 : MessageProperties.CorrelationId)
        | (message.ContentType is null ? 0 : MessageProperties.ContentType)
        | (message.Headers.Count == 0 ? 0 : MessageProperties.Headers);

    private static void WriteProperties(ArrayBufferWriter<byte> output, Message message, MessageProperties set, bool own)
    {
        WriteText(output, message.Id, nameof(Message.Id), Limits.PropertyBytes);
        WriteText(output, message.Key, nameof(Message.Key), Limits.KeyBytes);
        WriteText(output, message.Subject, nameof(Message.Subject), Limits.PropertyBytes);
        if (set.HasFlag(MessageProperties.Priority))
        {
            WriteByte(output, message.Priority <= 9 ? message.Priority : throw Invalid($"The priority {message.Priority} is not between 0 and 9."));
        }

        if (message.TimeToLive is { } ttl)
        {
            WriteInt64(output, ttl > TimeSpan.Zero ? (long)Math.Ceiling(ttl.TotalMilliseconds) : throw Invalid($"The time to live {ttl} is not above zero."));
        }

        WriteTime(output, message.DeliverAt, nameof(Message.DeliverAt));
        WriteTime(output, message.Deadline, nameof(Message.Deadline));
        if (set.HasFlag(MessageProperties.Cost))
        {
            WriteUInt32(output, message.Cost);
        }

        WriteText(output, message.ReplyTo, nameof(Message.ReplyTo), Limits.PropertyBytes);
        WriteText(output, message.CorrelationId, nameof(Message.CorrelationId), Limits.PropertyBytes);
        WriteText(output, message.ContentType, nameof(Message.ContentType), Limits.PropertyBytes);
        if (set.HasFlag(MessageProperties.Headers))
        {
            WriteHeaders(output, message.Headers, own);
        }
    }

    private static void WriteHeaders(ArrayBufferWriter<byte> output, MessageHeaders headers, bool own)
    {
        if (headers.Count > Limits.HeaderCount && !own)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"The message has {headers.Count} headers; at most {Limits.HeaderCount} are allowed.");
        }


        var start = output.WrittenCount;
        WriteUInt32(output, 0);
        WriteTable(output, headers, depth: 1);
        var length = output.WrittenCount - start - 4;
        var limit = own ? Limits.StoredHeaderBytes : Limits.HeaderBytes;
        if (length > limit)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"The headers have {length} encoded bytes; at most {limit} are allowed.");
        }

        BinaryPrimitives.WriteUInt32LittleEndian(WrittenAt(output, start), (uint)length);
    }

    private static void WriteTable(ArrayBufferWriter<byte> output, MessageHeaders headers, int depth)
    {
        WriteCount(output, headers.Count);
        foreach (var (name, value) in headers)
        {
            var length = Encoding.UTF8.GetByteCount(name);
            if (length is 0 or > Limits.HeaderNameBytes)
            {
                throw Invalid($"A header's name has {length} bytes of UTF-8; 1 to {Limits.HeaderNameBytes} are allowed.");
            }

            WriteByte(output, (byte)length);
            Encoding.UTF8.GetBytes(name, output);
            WriteValue(output, value, depth);
        }
    }

    private static void WriteValue(ArrayBufferWriter<byte> output, HeaderValue value, int depth)
    {
        WriteByte(output, (byte)value.Kind);
        switch (value.Kind)
        {
            case HeaderKind.String:
                WriteBytes(output, Encoding.UTF8.GetBytes(value.AsString()));
                break;
            case HeaderKind.Bytes:
                WriteBytes(output, value.AsBytes().Span);
                break;
            case HeaderKind.Integer:
                WriteInt64(output, value.AsInteger());
                break;
            case HeaderKind.Double:
                WriteInt64(output, BitConverter.DoubleToInt64Bits(value.AsDouble()));
                break;
            case HeaderKind.Boolean:
                WriteByte(output, value.AsBoolean() ? (byte)1 : (byte)0);
                break;
            case HeaderKind.Time:
                WriteInt64(output, value.AsTime().ToUnixTimeMilliseconds());
                break;
            case HeaderKind.List:
                WriteCount(output, value.AsList().Count);
                foreach (var item in value.AsList())
                {
                    WriteValue(output, item, Deeper(depth));
                }

                break;
            case HeaderKind.Table:
                WriteTable(output, value.AsTable(), Deeper(depth));
                break;
        }
    }

    private static int Deeper(int depth) => depth < Limits.HeaderDepth ? depth + 1 : throw Invalid($"Headers are nested deeper than {Limits.HeaderDepth} levels.");

    private static void WriteCount(ArrayBufferWriter<byte> output, int count)
    {
        if (count > Limits.StoredHeaderCount)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"A message has {count} headers (or list items) in one place; at most {Limits.StoredHeaderCount} are allowed.");
        }

        WriteUInt16(output, (ushort)count);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, string? text, string property, int limit)
    {
        if (text is null)
        {
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        if (length > limit)
        {
            throw Invalid($"The property {property} has {length} bytes of UTF-8; at most {limit} are allowed.");
        }

        WriteUInt16(output, (ushort)length);
        Encoding.UTF8.GetBytes(text, output);
    }

    private static void WriteTime(ArrayBufferWriter<byte> output, DateTimeOffset? time, string property)
    {
        if (time is { } at)
        {
            var milliseconds = at.ToUnixTimeMilliseconds();
            WriteInt64(output, milliseconds >= 0 ? milliseconds : throw Invalid($"The property {property} lies before 1970: {at:O}."));
        }
    }

    private static void WriteBytes(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        WriteUInt32(output, (uint)bytes.Length);
        output.Write(bytes);
    }

    private static void WriteByte(ArrayBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static void WriteUInt16(ArrayBufferWriter<byte> output, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(2), value);
        output.Advance(2);
    }

    private static void WriteUInt32(ArrayBufferWriter<byte> output, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    private static void WriteInt64(ArrayBufferWriter<byte> output, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    // The writer hands out only read-only views of what was written; the size is known when the rest has been written.
    private static Span<byte> WrittenAt(ArrayBufferWriter<byte> output, int start) =>
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(output.WrittenMemory)[start..].Span;

    private static BrokerException Invalid(string text) => new(ErrorCode.InvalidArgument, text);
}
