namespace Actors;

/// <summary>Encoded messages, published together: one request, one record in the journal, a result for each.</summary>
/// <remarks>The memory must stay as it is until the publish has its result.</remarks>
public readonly struct MessageBatch
{
    private MessageBatch(ReadOnlyMemory<byte> messages, int count, int largest, MessageProperties properties) =>
        (Messages, Count, Largest, Properties) = (messages, count, largest, properties);

    /// <summary>The encoded messages, one behind the other.</summary>
    public ReadOnlyMemory<byte> Messages { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The properties that some message may have; the others none has.</summary>
    internal MessageProperties Properties { get; }

    // Encoded bytes of the largest message; 0 if it was checked already.
    private int Largest { get; }

    /// <summary>Refuses a batch that is larger than a broker accepts.</summary>
    /// <param name="limits">What it accepts.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.LimitExceeded"/>, or <see cref="ErrorCode.InvalidArgument"/> for an empty batch.</exception>
    public void Validate(Limits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (Count == 0)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, "A batch must hold at least one message.");
        }

        if (Largest > limits.MessageBytes)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"A message has {Largest} encoded bytes; at most {limits.MessageBytes} are allowed.");
        }

        if (Messages.Length > limits.FrameBytes)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"A batch has {Messages.Length} encoded bytes; at most {limits.FrameBytes} are allowed.");
        }
    }

    /// <summary>Encodes messages.</summary>
    /// <param name="messages">1 to <see cref="Limits.BatchCount"/> messages.</param>
    /// <exception cref="BrokerException">A message breaks a limit; the text says which.</exception>
    public static MessageBatch Of(params ReadOnlySpan<Message> messages)
    {
        var bodies = 0;
        foreach (var message in messages)
        {
            bodies += message.Body.Length;
        }

        var builder = new MessageBatchBuilder(bodies + (messages.Length * MessageBatchBuilder.UsualProperties));
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
        var count = EncodedMessage.Validate(messages.Span, limits.MessageBytes, out var properties);
        return count is > 0 and <= Limits.BatchCount
            ? new MessageBatch(messages, count, largest: 0, properties)
            : throw new BrokerException(ErrorCode.LimitExceeded, $"A batch has {count} messages; 1 to {Limits.BatchCount} are allowed.");
    }

    /// <summary>A message of the broker's own making: a publisher's, with a few headers more than he may set.</summary>
    internal static MessageBatch Own(Message message)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>(256);
        MessageWriter.Write(output, message, own: true);
        return new MessageBatch(output.WrittenMemory, 1, largest: 0, MessageProperties.All);
    }

    internal static MessageBatch Trusted(ReadOnlyMemory<byte> messages, int count, int largest, MessageProperties properties = MessageProperties.All) =>
        new(messages, count, largest, properties);
}
