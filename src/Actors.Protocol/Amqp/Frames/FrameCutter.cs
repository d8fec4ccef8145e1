using System.Buffers;
using System.Buffers.Binary;

namespace Actors.Protocol.Amqp;

/// <summary>Cuts frames off a sequence of bytes, without copying those that lie in one piece.</summary>
public ref struct FrameCutter
{
    private readonly int _largest;
    private ReadOnlySequence<byte> _rest;
    private ReadOnlySpan<byte> _piece;
    private byte[] _joint;
    private int _at;

    /// <summary>Starts at the front of what came in.</summary>
    /// <param name="bytes">What came in.</param>
    /// <param name="largest">The largest frame allowed, overhead included.</param>
    /// <param name="joint">Memory for frames that lie in two pieces; grows up to the largest frame.</param>
    public FrameCutter(in ReadOnlySequence<byte> bytes, int largest, byte[] joint)
    {
        _rest = bytes;
        _largest = largest;
        _joint = joint;
        _piece = bytes.FirstSpan;
    }

    /// <summary>What was not taken.</summary>
    public readonly ReadOnlySequence<byte> Rest => _rest.Slice(_at);

    /// <summary>The memory for frames that lie in two pieces, to be used again.</summary>
    public readonly byte[] Joint => _joint;

    /// <summary>Takes the next frame, if it is there as a whole.</summary>
    /// <param name="frame">The frame; valid until the next call.</param>
    /// <exception cref="AmqpException"><see cref="ReplyCode.FrameError"/>: too long, or without its end.</exception>
    public bool TryTake(out AmqpFrame frame)
    {
        if (TryTakeWhole(out frame))
        {
            return true;
        }

        _rest = _rest.Slice(_at);
        _at = 0;
        _piece = _rest.FirstSpan;
        return TryTakeWhole(out frame) || TryJoin(out frame);
    }

    private bool TryTakeWhole(out AmqpFrame frame)
    {
        frame = default;
        var bytes = _piece[_at..];
        if (bytes.Length < AmqpFrame.HeadBytes)
        {
            return false;
        }

        var size = SizeOf(bytes);
        if (bytes.Length < size + AmqpFrame.Overhead)
        {
            return false;
        }

        frame = Cut(bytes, size);
        _at += size + AmqpFrame.Overhead;
        return true;
    }

    private bool TryJoin(out AmqpFrame frame)
    {
        frame = default;
        if (_rest.Length < AmqpFrame.HeadBytes)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[AmqpFrame.HeadBytes];
        _rest.Slice(0, AmqpFrame.HeadBytes).CopyTo(head);
        var length = SizeOf(head) + AmqpFrame.Overhead;
        if (_rest.Length < length)
        {
            return false;
        }

        if (_joint.Length < length)
        {
            _joint = new byte[Math.Min(_largest, Math.Max(length, _joint.Length * 2))];
        }

        _rest.Slice(0, length).CopyTo(_joint);
        frame = Cut(_joint, length - AmqpFrame.Overhead);
        _rest = _rest.Slice(length);
        _piece = _rest.FirstSpan;
        return true;
    }

    private static AmqpFrame Cut(ReadOnlySpan<byte> bytes, int size)
    {
        var end = bytes[AmqpFrame.HeadBytes + size];
        return end == AmqpFrame.End
            ? new AmqpFrame((FrameKind)bytes[0], BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]), bytes.Slice(AmqpFrame.HeadBytes, size))
            : throw new AmqpException(ReplyCode.FrameError, $"a frame ends with 0x{end:X2} and not with 0x{AmqpFrame.End:X2}");
    }

    private readonly int SizeOf(ReadOnlySpan<byte> head)
    {
        var size = BinaryPrimitives.ReadUInt32BigEndian(head[3..]);
        return size <= (uint)(_largest - AmqpFrame.Overhead)
            ? (int)size
            : throw new AmqpException(ReplyCode.FrameError, $"a frame has a payload of {size} bytes; at most {_largest - AmqpFrame.Overhead} are allowed on this connection");
    }
}
