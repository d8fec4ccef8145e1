using System.Buffers;
using System.Buffers.Binary;

namespace Actors;

/// <summary>Encodes messages one by one into a batch; may be cleared and used again once the batch has its result.</summary>
public sealed class MessageBatchBuilder
{
    /// <summary>About what a message takes besides its body, in bytes.</summary>
    internal const int UsualProperties = 64;

    private readonly ArrayBufferWriter<byte> _output;

    /// <summary>Creates an empty builder.</summary>
    public MessageBatchBuilder()
        : this(256)
    {
    }

    internal MessageBatchBuilder(int capacity) => _output = new ArrayBufferWriter<byte>(capacity);

    private int _largest;
    private MessageProperties _properties;

    /// <summary>How many messages were added.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they take.</summary>
    public int Bytes => _output.WrittenCount;

    /// <summary>Adds a message.</summary>
    /// <param name="message">The message; its body is copied.</param>
    /// <exception cref="BrokerException">The message breaks a limit; the text says which. The builder is as it was.</exception>
    public void Add(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Count == Limits.BatchCount)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"A batch holds at most {Limits.BatchCount} messages.");
        }

        var before = _output.WrittenCount;
        try
        {
            MessageWriter.Write(_output, message, own: false);
        }
        catch (BrokerException)
        {
            Truncate(before);
            throw;
        }

        _properties |= (MessageProperties)BinaryPrimitives.ReadUInt16LittleEndian(_output.WrittenSpan[(before + EncodedMessage.SizeBytes)..]);
        _largest = Math.Max(_largest, _output.WrittenCount - before - EncodedMessage.SizeBytes);
        Count++;
    }

    /// <summary>The messages so far. The batch shares the builder's memory.</summary>
    public MessageBatch Build() => Count > 0
        ? MessageBatch.Trusted(_output.WrittenMemory, Count, _largest, _properties)
        : throw new BrokerException(ErrorCode.InvalidArgument, "A batch must hold at least one message.");

    /// <summary>Forgets the messages and keeps the memory.</summary>
    public void Clear()
    {
        _output.ResetWrittenCount();
        Count = 0;
        _largest = 0;
        _properties = MessageProperties.None;
    }

    // The writer cannot step back by itself: take what was good, start over, put it back.
    private void Truncate(int length)
    {
        var kept = _output.WrittenSpan[..length].ToArray();
        _output.ResetWrittenCount();
        _output.Write(kept);
    }
}
