using System.Buffers.Binary;
using System.Text;

namespace Actors.Protocol.Native;

/// <summary>Walks the payload of one frame; every read is checked, so bytes of any origin may be given to it.</summary>
public ref struct FrameReader
{
    private readonly ReadOnlyMemory<byte> _payload;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FrameType _type;
    private int _at;

    private FrameReader(FrameType type, ReadOnlyMemory<byte> payload)
    {
        _type = type;
        _payload = payload;
        _bytes = payload.Span;
    }

    /// <summary>Whether the payload ends here.</summary>
    public readonly bool AtEnd => _at == _bytes.Length;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _bytes.Length - _at;

    /// <summary>Decodes a whole payload.</summary>
    /// <typeparam name="TFrame">What it is decoded as.</typeparam>
    /// <param name="payload">The payload; the result may share its memory.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.ProtocolViolation"/>, of connection scope.</exception>
    public static TFrame Read<TFrame>(ReadOnlyMemory<byte> payload)
        where TFrame : struct, IFrame<TFrame>
    {
        var reader = new FrameReader(TFrame.Type, payload);
        var frame = TFrame.ReadPayload(ref reader);
        return reader.AtEnd ? frame : throw reader.Malformed($"{reader.Left} bytes are left over");
    }

    /// <summary>Takes the first delivery run off those of a Deliver.</summary>
    /// <param name="runs">The runs; what is left of them afterwards.</param>
    internal static DeliveredRun ReadRun(ref ReadOnlyMemory<byte> runs)
    {
        var reader = new FrameReader(FrameType.Deliver, runs);
        var run = DeliveredRun.Read(ref reader);
        runs = runs[reader._at..];
        return run;
    }

    /// <summary>Reads an <c>u8</c>.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>Reads a <c>flag</c>.</summary>
    public bool Flag()
    {
        var value = Byte();
        return value <= 1 ? value == 1 : throw Malformed($"a flag is {value}, neither 0 nor 1");
    }

    /// <summary>Reads an <c>u16</c>.</summary>
    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    /// <summary>Reads an <c>u32</c>.</summary>
    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>Reads an <c>u32</c> that has to fit into an integer.</summary>
    public int Count()
    {
        var value = UInt32();
        return value <= int.MaxValue ? (int)value : throw Malformed($"the number {value} is too large");
    }

    /// <summary>Reads an <c>u64</c> or <c>i64</c>.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Reads an <c>f64</c>.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>Reads a length of time, an <c>u32</c> of milliseconds.</summary>
    public TimeSpan Duration() => TimeSpan.FromMilliseconds(UInt32());

    /// <summary>Reads a long length of time, an <c>u64</c> of milliseconds.</summary>
    public TimeSpan LongDuration()
    {
        var milliseconds = Int64();
        return milliseconds is >= 0 and <= long.MaxValue / TimeSpan.TicksPerMillisecond
            ? TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond)
            : throw Malformed($"{(ulong)milliseconds} ms are out of range");
    }

    /// <summary>Reads a point in time, an <c>i64</c> of milliseconds since 1970.</summary>
    public DateTimeOffset Time()
    {
        var milliseconds = Int64();
        return milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw Malformed($"a time of {milliseconds} ms since 1970 is out of range");
    }

    /// <summary>Reads a <c>name</c>.</summary>
    public string Name() => Utf8(Take(Byte()));

    /// <summary>Reads an <c>address</c>.</summary>
    public string Address() => Utf8(Take(Bounded(UInt16(), NativeProtocol.AddressBytes)));

    /// <summary>Reads a <c>text</c>.</summary>
    public string Text() => Utf8(Take(Bounded(UInt16(), NativeProtocol.TextBytes)));

    /// <summary>Reads a lease run.</summary>
    public LeaseRun LeaseRun() => new(Count(), Int64(), Int64(), Count(), Count());

    /// <summary>Takes bytes as they are.</summary>
    /// <param name="count">How many.</param>
    public ReadOnlyMemory<byte> Bytes(int count)
    {
        var start = _at;
        Take(count);
        return _payload.Slice(start, count);
    }

    /// <summary>Takes one encoded message, checking its size but not its content.</summary>
    public ReadOnlyMemory<byte> EncodedMessage()
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(Take(Actors.EncodedMessage.SizeBytes));
        _at -= Actors.EncodedMessage.SizeBytes;
        return size <= (uint)Left ? Bytes(Actors.EncodedMessage.SizeBytes + (int)size) : throw Malformed("it ends inside an encoded message");
    }

    /// <summary>How many items of a fixed size fill the rest.</summary>
    /// <param name="itemBytes">Bytes of one item.</param>
    public readonly int CountOf(int itemBytes) => Left % itemBytes == 0 ? Left / itemBytes : throw Malformed("it ends inside a field");

    /// <summary>An error about this payload.</summary>
    /// <param name="reason">What is wrong with it.</param>
    public readonly BrokerException Malformed(string reason) => Violations.Malformed(_type, reason);

    private readonly string Utf8(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Malformed("a text is not UTF-8");

    private readonly int Bounded(int length, int limit) => length <= limit ? length : throw Malformed($"a text has {length} bytes, at most {limit} are allowed");

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Left)
        {
            throw Malformed("it ends inside a field");
        }

        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }
}
