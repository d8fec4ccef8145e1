using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Actors.Protocol.Native;

/// <summary>Writes frames. The sizes of all fields are known beforehand, so every byte is written once and in place.</summary>
public ref struct FrameWriter
{
    /// <summary>Bytes of a lease run.</summary>
    public const int LeaseRunBytes = 28;

    private readonly Span<byte> _bytes;
    private int _at;

    private FrameWriter(Span<byte> bytes) => _bytes = bytes;

    /// <summary>Writes a whole frame.</summary>
    /// <typeparam name="TFrame">What it is.</typeparam>
    /// <param name="output">Where to.</param>
    /// <param name="id">The request or the consumer it belongs to; 0 for neither.</param>
    /// <param name="frame">The frame.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>: a name does not fit into its field. Nothing was written.</exception>
    public static void Write<TFrame>(IBufferWriter<byte> output, uint id, in TFrame frame)
        where TFrame : struct, IFrame<TFrame>
    {
        var writer = Begin(output, TFrame.Type, id, frame.PayloadBytes, following: 0);
        frame.WritePayload(ref writer);
        writer.End(output);
    }

    /// <summary>Begins a frame whose last field the caller appends by itself after <see cref="End"/>.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="type">What the frame is.</param>
    /// <param name="id">The request or the consumer it belongs to.</param>
    /// <param name="payloadBytes">Payload written through this writer.</param>
    /// <param name="following">Bytes of the last field.</param>
    internal static FrameWriter Begin(IBufferWriter<byte> output, FrameType type, uint id, int payloadBytes, int following)
    {
        var total = Frame.HeaderBytes + payloadBytes;
        var writer = new FrameWriter(output.GetSpan(total)[..total]);
        writer.UInt32((uint)(total - Frame.LengthBytes + following));
        writer.Byte((byte)type);
        writer.UInt32(id);
        return writer;
    }

    /// <summary>Ends what <see cref="Begin"/> has begun.</summary>
    /// <param name="output">Where to.</param>
    internal readonly void End(IBufferWriter<byte> output)
    {
        Debug.Assert(_at == _bytes.Length, "A frame has as many bytes as it said it would have.");
        output.Advance(_at);
    }

    /// <summary>Bytes a <c>name</c> takes.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>: it is too long.</exception>
    public static int BytesOfName(string name) => 1 + Fitting(name, Limits.NameBytes);

    /// <summary>Bytes an <c>address</c> takes.</summary>
    /// <param name="address">The address.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>: it is too long.</exception>
    public static int BytesOfAddress(string address) => 2 + Fitting(address, NativeProtocol.AddressBytes);

    /// <summary>Bytes a <c>text</c> takes; what is over its limit is cut.</summary>
    /// <param name="text">The text.</param>
    public static int BytesOfText(string text) => 2 + Encoding.UTF8.GetByteCount(Cut(text));

    /// <summary>Writes an <c>u8</c>.</summary>
    /// <param name="value">The number.</param>
    public void Byte(byte value) => Take(1)[0] = value;

    /// <summary>Writes a <c>flag</c>.</summary>
    /// <param name="value">The flag.</param>
    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Writes an <c>u16</c>.</summary>
    /// <param name="value">The number.</param>
    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    /// <summary>Writes an <c>u32</c>.</summary>
    /// <param name="value">The number.</param>
    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    /// <summary>Writes an <c>u64</c> or <c>i64</c>.</summary>
    /// <param name="value">The number.</param>
    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    /// <summary>Writes an <c>f64</c>.</summary>
    /// <param name="value">The number.</param>
    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);

    /// <summary>Writes a length of time as an <c>u32</c> of milliseconds, rounded up; one that does not fit becomes the longest that does.</summary>
    /// <param name="value">The length of time.</param>
    public void Duration(TimeSpan value) => UInt32((uint)Math.Clamp(Math.Ceiling(value.TotalMilliseconds), 0, uint.MaxValue));

    /// <summary>Writes a length of time as an <c>u64</c> of milliseconds, rounded up.</summary>
    /// <param name="value">The length of time.</param>
    public void LongDuration(TimeSpan value) => Int64((long)Math.Ceiling(value.TotalMilliseconds));

    /// <summary>Writes a point in time.</summary>
    /// <param name="value">The time; finer than a millisecond is cut.</param>
    public void Time(DateTimeOffset value) => Int64(value.ToUnixTimeMilliseconds());

    /// <summary>Writes a <c>name</c>.</summary>
    /// <param name="name">The name.</param>
    public void Name(string name)
    {
        var length = Encoding.UTF8.GetBytes(name, _bytes[(_at + 1)..]);
        Byte((byte)length);
        _at += length;
    }

    /// <summary>Writes an <c>address</c>.</summary>
    /// <param name="address">The address.</param>
    public void Address(string address)
    {
        var length = Encoding.UTF8.GetBytes(address, _bytes[(_at + 2)..]);
        UInt16((ushort)length);
        _at += length;
    }

    /// <summary>Writes a <c>text</c>; what is over its limit is cut.</summary>
    /// <param name="text">The text.</param>
    public void Text(string text) => Address(Cut(text));

    /// <summary>Writes a lease run.</summary>
    /// <param name="run">The run.</param>
    public void LeaseRun(in LeaseRun run)
    {
        UInt32((uint)run.Partition);
        Int64(run.Epoch);
        Int64(run.FirstOffset);
        UInt32((uint)run.Count);
        UInt32((uint)run.Attempt);
    }

    /// <summary>Writes bytes as they are.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int count)
    {
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private static int Fitting(string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        var length = Encoding.UTF8.GetByteCount(text);
        return length <= limit
            ? length
            : throw new BrokerException(ErrorCode.InvalidArgument, $"A name has {length} bytes of UTF-8, at most {limit} are allowed: '{text.AsSpan(0, 32)}…'.");
    }

    // A third of the bytes is the most characters that fit whatever they are.
    private static string Cut(string text) => text.Length <= NativeProtocol.TextBytes / 3 ? text : text[..(NativeProtocol.TextBytes / 3)];
}
