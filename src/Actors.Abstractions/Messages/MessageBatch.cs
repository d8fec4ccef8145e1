namespace Actors;

/// <summary>Encoded messages, published together: one request, one record in the journal, a result for each.</summary>
/// <remarks>The memory must stay as it is until the publish has its result.</remarks>
public readonly struct MessageBatch
{
    private MessageBatch(ReadOnlyMemory<byte> messages, int count) => (Messages, Count) = (messages, count);

    /// <summary>The encoded messages, one behind the other.</summary>
    public ReadOnlyMemory<byte> Messages { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Encodes messages.</summary>
    /// <param name="messages">1 to <see cref="Limits.BatchCount"/> messages.</param>
    /// <exception cref="BrokerException">A message breaks a limit; the text says which.</exception>
    public static MessageBatch Of(params ReadOnlySpan<Message> messages)
    {
        var builder = new MessageBatchBuilder();
        foreach (var message in messages)
        {
            builder.Add(message);
        }

        return builder.Build();
    }

    /// <summary>Takes encoded messages of any origin, after checking every one.</summary>
    /// <param name="messages">Encoded messages, one behind the other.</param>
    /// <param name="limits">What is allowed.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.ProtocolViolation"/> or <see cref="ErrorCode.LimitExceeded"/>.</exception>
    public static MessageBatch Parse(ReadOnlyMemory<byte> messages, Limits limits)
    {
        var count = EncodedMessage.Validate(messages.Span, limits.MessageBytes);
        return count is > 0 and <= Limits.BatchCount
            ? new MessageBatch(messages, count)
            : throw new BrokerException(ErrorCode.LimitExceeded, $"A batch has {count} messages; 1 to {Limits.BatchCount} are allowed.");
    }

    /// <summary>A message of the broker's own making: a publisher's, with a few headers more than he may set.</summary>
    internal static MessageBatch Own(Message message)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>(256);
        MessageWriter.Write(output, message);
        return new MessageBatch(output.WrittenMemory, 1);
    }

    internal static MessageBatch Trusted(ReadOnlyMemory<byte> messages, int count) => new(messages, count);
}
