using System.Buffers;
using System.Buffers.Binary;

namespace Actors.Gateway.Amqp;

/// <summary>Neighbouring messages of one channel with one target, encoded one behind the other, until the broker has answered for them.</summary>
/// <param name="target">Where they go.</param>
/// <param name="firstTag">The number of the first message on the channel; 0 if nobody wants confirms.</param>
internal sealed class PublishBatch(PublishTarget target, ulong firstTag)
{
    // Enough for what one read from a socket brings; a body that is larger grows it while it comes.
    private const int FirstBytes = 32 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _start;
    private int _largest;
    private MessageProperties _properties;

    /// <summary>Where the messages go.</summary>
    public PublishTarget Target => target;

    /// <summary>Whether the publisher wants confirms.</summary>
    public bool IsConfirmed => firstTag > 0;

    /// <summary>The number of the first message.</summary>
    public ulong FirstTag => firstTag;

    /// <summary>The number of the last message; 0 if nobody wants confirms.</summary>
    public ulong LastTag => IsConfirmed ? firstTag + (ulong)Count - 1 : 0;

    /// <summary>How many messages are there as a whole.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all messages, the unfinished one included.</summary>
    public int Length { get; private set; }

    /// <summary>Copies of its only message, for further routing keys; none as a rule.</summary>
    public IReadOnlyList<PublishBatch> Copies { get; set; } = [];

    /// <summary>What the broker answered, or why it did not.</summary>
    public PublishOutcome? Outcome { get; set; }

    /// <summary>The messages.</summary>
    public MessageBatch Messages => MessageBatch.Trusted(_bytes.AsMemory(0, Length), Count, _largest, _properties);

    /// <summary>Their bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Lends room for the head of the next message.</summary>
    /// <param name="bytes">At least how much.</param>
    public Span<byte> Reserve(int bytes)
    {
        EnsureRoom(bytes);
        return _bytes.AsSpan(Length);
    }

    /// <summary>The next message has its head.</summary>
    /// <param name="headBytes">Bytes of it that were written into what was reserved.</param>
    public void Begin(int headBytes)
    {
        _start = Length;
        Length += headBytes;
    }

    /// <summary>Puts a piece of the body behind what is there.</summary>
    /// <param name="piece">The piece.</param>
    public void Append(ReadOnlySpan<byte> piece)
    {
        EnsureRoom(piece.Length);
        piece.CopyTo(_bytes.AsSpan(Length));
        Length += piece.Length;
    }

    /// <summary>The message is there as a whole.</summary>
    public void End()
    {
        _properties |= (MessageProperties)BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(_start + EncodedMessage.SizeBytes));
        _largest = Math.Max(_largest, Length - _start - EncodedMessage.SizeBytes);
        Count++;
    }

    /// <summary>Moves the message that is not whole yet to a batch of its own.</summary>
    public PublishBatch TakeUnfinished()
    {
        var rest = new PublishBatch(target, IsConfirmed ? LastTag + 1 : 0);
        rest.Append(_bytes.AsSpan(_start, Length - _start));
        Length = _start;
        return rest;
    }

    /// <summary>Gives the memory back.</summary>
    public void Free()
    {
        foreach (var copy in Copies)
        {
            copy.Free();
        }

        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void EnsureRoom(int bytes)
    {
        if (_bytes.Length - Length >= bytes)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + bytes, _bytes.Length * 2));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
