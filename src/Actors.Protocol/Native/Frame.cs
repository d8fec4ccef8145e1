using System.Buffers;
using System.Buffers.Binary;

namespace Actors.Protocol.Native;

/// <summary>One frame, taken off the bytes that came in; its payload is still encoded.</summary>
/// <remarks>
/// <code>
///  0        4      5        9
/// +--------+------+--------+-----------+
/// | length | type |   id   | payload … |      length counts the bytes after itself
/// +--------+------+--------+-----------+
///    u32      u8     u32
/// </code>
/// </remarks>
public readonly struct Frame
{
    /// <summary>Bytes of the length field.</summary>
    public const int LengthBytes = 4;

    /// <summary>Bytes before the payload.</summary>
    public const int HeaderBytes = 9;

    private const int SmallestLength = HeaderBytes - LengthBytes;

    private Frame(FrameType type, uint id, ReadOnlySequence<byte> payload) => (Type, Id, Payload) = (type, id, payload);

    /// <summary>What it is.</summary>
    public FrameType Type { get; }

    /// <summary>The request or the consumer it belongs to; 0 for neither.</summary>
    public uint Id { get; }

    /// <summary>Its content; valid as long as the bytes it was taken from.</summary>
    public ReadOnlySequence<byte> Payload { get; }

    /// <summary>Takes the next frame off the front of what came in.</summary>
    /// <param name="buffer">The bytes; what is left of them afterwards.</param>
    /// <param name="largest">The longest frame allowed, counted like the length field counts.</param>
    /// <param name="frame">The frame, if it is there as a whole.</param>
    /// <returns>Whether it is; otherwise more bytes are needed and nothing was taken.</returns>
    /// <exception cref="BrokerException">
    /// Of connection scope: <see cref="ErrorCode.LimitExceeded"/> for a frame that is too long, told as soon as its length is there;
    /// <see cref="ErrorCode.ProtocolViolation"/> for one that is too short to be a frame.
    /// </exception>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, int largest, out Frame frame)
    {
        frame = default;
        if (buffer.Length < LengthBytes)
        {
            return false;
        }

        var length = LengthOf(buffer);
        if (length < SmallestLength)
        {
            throw Violations.TooShort(length);
        }

        if (length > (uint)largest)
        {
            throw Violations.TooLong(length, largest);
        }

        if (buffer.Length < LengthBytes + length)
        {
            return false;
        }

        var payload = buffer.Slice(HeaderBytes, length - SmallestLength);
        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        frame = new Frame((FrameType)header[LengthBytes], BinaryPrimitives.ReadUInt32LittleEndian(header[(LengthBytes + 1)..]), payload);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    /// <summary>Decodes the payload. Memory in the result may be that of the payload.</summary>
    /// <typeparam name="TFrame">What it is decoded as; must fit <see cref="Type"/>.</typeparam>
    /// <exception cref="BrokerException"><see cref="ErrorCode.ProtocolViolation"/>, of connection scope.</exception>
    public TFrame Read<TFrame>()
        where TFrame : struct, IFrame<TFrame> => FrameReader.Read<TFrame>(Payload.IsSingleSegment ? Payload.First : Payload.ToArray());

    private static uint LengthOf(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.FirstSpan.Length >= LengthBytes)
        {
            return BinaryPrimitives.ReadUInt32LittleEndian(buffer.FirstSpan);
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        buffer.Slice(0, LengthBytes).CopyTo(length);
        return BinaryPrimitives.ReadUInt32LittleEndian(length);
    }
}
