using System.Buffers.Binary;
using System.Text;

namespace Actors;

/// <summary>Walks one encoded message; every read is checked, so bytes of any origin may be given to it.</summary>
/// <remarks>The layout is drawn at <see cref="MessageWriter"/>.</remarks>
internal ref struct MessageReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly MessageProperties _set;
    private readonly bool _published;
    private int _at;

    /// <summary>Starts at the properties.</summary>
    /// <param name="block">The message without its size: the set, the properties and the body.</param>
    /// <param name="published">Whether it comes from a publisher, who may not use the room kept for the broker's own headers.</param>
    public MessageReader(ReadOnlySpan<byte> block, bool published = false)
    {
        _bytes = block;
        _published = published;
        _set = (MessageProperties)ReadUInt16();
        if ((_set & ~MessageProperties.All) != 0)
        {
            throw Malformed($"the set of properties 0x{(ushort)_set:X4} names unknown ones");
        }
    }

    /// <summary>Where the body starts, counted from the set. Reads and checks all properties on the way.</summary>
    public static int Check(ReadOnlySpan<byte> block, bool published = false)
    {
        var reader = new MessageReader(block, published);
        if (reader._set == MessageProperties.None)
        {
            return reader._at;
        }

        reader.SkipText(MessageProperties.Id, Limits.PropertyBytes);
        reader.SkipText(MessageProperties.Key, Limits.KeyBytes);
        reader.SkipText(MessageProperties.Subject, Limits.PropertyBytes);
        reader.ReadPriority();
        reader.ReadTimeToLive();
        reader.ReadTime(MessageProperties.DeliverAt);
        reader.ReadTime(MessageProperties.Deadline);
        reader.ReadCost();
        reader.SkipText(MessageProperties.ReplyTo, Limits.PropertyBytes);
        reader.SkipText(MessageProperties.CorrelationId, Limits.PropertyBytes);
        reader.SkipText(MessageProperties.ContentType, Limits.PropertyBytes);
        if (reader.Has(MessageProperties.Headers))
        {
            reader.ReadHeaders(decode: false);
        }

        return reader._at;
    }

    /// <summary>The id in UTF-8; empty for none.</summary>
    public static ReadOnlySpan<byte> ReadId(ReadOnlySpan<byte> block)
    {
        var reader = new MessageReader(block);
        return reader.Has(MessageProperties.Id) ? reader.TextBytes(MessageProperties.Id, Limits.PropertyBytes) : [];
    }

    /// <summary>The subject alone; null if there is none.</summary>
    public static string? SubjectOf(ReadOnlySpan<byte> block)
    {
        var reader = new MessageReader(block);
        reader.SkipText(MessageProperties.Id, Limits.PropertyBytes);
        reader.SkipText(MessageProperties.Key, Limits.KeyBytes);
        return reader.ReadText(MessageProperties.Subject, Limits.PropertyBytes);
    }

    /// <summary>Decodes the whole message; the body stays where it is.</summary>
    public static Message Decode(ReadOnlyMemory<byte> block)
    {
        var reader = new MessageReader(block.Span);
        if (reader._set == MessageProperties.None)
        {
            return new Message(block[reader._at..]);
        }

        // Initializers run in the order they are written, which is the order of the bits.
        return new Message
        {
            Id = reader.ReadText(MessageProperties.Id, Limits.PropertyBytes),
            Key = reader.ReadText(MessageProperties.Key, Limits.KeyBytes),
            Subject = reader.ReadText(MessageProperties.Subject, Limits.PropertyBytes),
            Priority = reader.ReadPriority(),
            TimeToLive = reader.ReadTimeToLive(),
            DeliverAt = reader.ReadTime(MessageProperties.DeliverAt),
            Deadline = reader.ReadTime(MessageProperties.Deadline),
            Cost = reader.ReadCost(),
            ReplyTo = reader.ReadText(MessageProperties.ReplyTo, Limits.PropertyBytes),
            CorrelationId = reader.ReadText(MessageProperties.CorrelationId, Limits.PropertyBytes),
            ContentType = reader.ReadText(MessageProperties.ContentType, Limits.PropertyBytes),
            Headers = reader.ReadHeaders(decode: true),
            Body = block[reader._at..],
        };
    }

    /// <summary>Reads what a broker acts on.</summary>
    public static SchedulingProperties ReadScheduling(ReadOnlySpan<byte> block)
    {
        var reader = new MessageReader(block);
        reader.SkipText(MessageProperties.Id, Limits.PropertyBytes);
        var key = reader.Has(MessageProperties.Key) ? KeyHash.Of(reader.TextBytes(MessageProperties.Key, Limits.KeyBytes)) : 0;
        reader.SkipText(MessageProperties.Subject, Limits.PropertyBytes);
        var priority = reader.ReadPriority();
        var timeToLive = reader.ReadTimeToLive();
        var deliverAt = reader.ReadTime(MessageProperties.DeliverAt);
        var deadline = reader.ReadTime(MessageProperties.Deadline);
        return new SchedulingProperties(key, priority, timeToLive, deliverAt, deadline, reader.ReadCost());
    }

    private readonly bool Has(MessageProperties property) => (_set & property) != 0;

    private void SkipText(MessageProperties property, int limit)
    {
        if (Has(property))
        {
            TextBytes(property, limit);
        }
    }

    private string? ReadText(MessageProperties property, int limit) =>
        Has(property) ? Encoding.UTF8.GetString(TextBytes(property, limit)) : null;

    private ReadOnlySpan<byte> TextBytes(MessageProperties property, int limit)
    {
        var length = ReadUInt16();
        return length <= limit ? Take(length) : throw Malformed($"the property {property} has {length} bytes, at most {limit} are allowed");
    }

    private byte ReadPriority()
    {
        var priority = Has(MessageProperties.Priority) ? Take(1)[0] : (byte)0;
        return priority <= 9 ? priority : throw Malformed($"the priority {priority} is not between 0 and 9");
    }

    private TimeSpan? ReadTimeToLive()
    {
        if (!Has(MessageProperties.TimeToLive))
        {
            return null;
        }

        var milliseconds = ReadInt64();
        return milliseconds > 0 && milliseconds <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw Malformed($"the time to live of {milliseconds} ms is out of range");
    }

    private DateTimeOffset? ReadTime(MessageProperties property)
    {
        if (!Has(property))
        {
            return null;
        }

        var milliseconds = ReadInt64();
        return milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw Malformed($"the property {property} of {milliseconds} ms since 1970 is out of range");
    }

    private uint ReadCost() => Has(MessageProperties.Cost) ? BinaryPrimitives.ReadUInt32LittleEndian(Take(4)) : 0;

    private MessageHeaders ReadHeaders(bool decode)
    {
        if (!Has(MessageProperties.Headers))
        {
            return [];
        }

        var length = ReadUInt32();
        var limit = _published ? Limits.HeaderBytes : Limits.StoredHeaderBytes;
        if (length > limit)
        {
            throw Malformed($"the headers have {length} bytes, at most {limit} are allowed");
        }

        var end = _at + (int)length;
        var headers = ReadTable(depth: 1, decode);
        return _at == end ? headers : throw Malformed("the headers do not end where their length says");
    }

    private MessageHeaders ReadTable(int depth, bool decode)
    {
        var headers = new MessageHeaders();
        for (var left = ReadCount(); left > 0; left--)
        {
            var name = Take(Take(1)[0]);
            if (name.IsEmpty)
            {
                throw Malformed("a header has an empty name");
            }

            var value = ReadValue(depth, decode);
            if (decode)
            {
                headers[Encoding.UTF8.GetString(name)] = value;
            }
        }

        return headers;
    }

    private HeaderValue ReadValue(int depth, bool decode)
    {
        var kind = (HeaderKind)Take(1)[0];
        switch (kind)
        {
            case HeaderKind.Null:
                return default;
            case HeaderKind.String:
                var text = ReadBytes();
                return decode ? Encoding.UTF8.GetString(text) : default(HeaderValue);
            case HeaderKind.Bytes:
                var bytes = ReadBytes();
                return decode ? bytes.ToArray() : default(HeaderValue);
            case HeaderKind.Integer:
                return ReadInt64();
            case HeaderKind.Double:
                return BitConverter.Int64BitsToDouble(ReadInt64());
            case HeaderKind.Boolean:
                return Take(1)[0] != 0;
            case HeaderKind.Time:
                var milliseconds = ReadInt64();
                return Math.Abs(milliseconds) <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() / 5
                    ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                    : throw Malformed($"a header's time of {milliseconds} ms since 1970 is out of range");
            case HeaderKind.List:
                return ReadList(Deeper(depth), decode);
            case HeaderKind.Table:
                return HeaderValue.Table(ReadTable(Deeper(depth), decode));
            default:
                throw Malformed($"a header's kind {(byte)kind} is unknown");
        }
    }

    private HeaderValue ReadList(int depth, bool decode)
    {
        var items = new HeaderValue[ReadCount()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = ReadValue(depth, decode);
        }

        return HeaderValue.List(items);
    }

    private static int Deeper(int depth) => depth < Limits.HeaderDepth ? depth + 1 : throw Malformed($"headers are nested deeper than {Limits.HeaderDepth} levels");

    private int ReadCount()
    {
        var count = ReadUInt16();
        var limit = _published ? Limits.HeaderCount : Limits.StoredHeaderCount;
        return count <= limit ? count : throw Malformed($"{count} headers (or list items) in one place, at most {limit} are allowed");
    }

    private ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadUInt32();
        return length <= (uint)_bytes.Length ? Take((int)length) : throw Malformed("a header is longer than its message");
    }

    private ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at)
        {
            throw Malformed("it ends inside its properties");
        }

        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private static BrokerException Malformed(string reason) => new(ErrorCode.ProtocolViolation, $"An encoded message is malformed: {reason}.");
}
