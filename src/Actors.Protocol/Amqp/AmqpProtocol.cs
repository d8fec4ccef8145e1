namespace Actors.Protocol.Amqp;

/// <summary>The constants of AMQP 0-9-1.</summary>
public static class AmqpProtocol
{
    /// <summary>The port that clients try first.</summary>
    public const int DefaultPort = 5672;

    /// <summary>Bytes of the header that opens a connection: <c>AMQP 0 0 9 1</c>.</summary>
    public const int HeaderBytes = 8;

    /// <summary>Every peer must be able to take a frame of this size, and may send one before sizes were agreed on.</summary>
    public const int SmallestFrame = 4096;

    /// <summary>The largest frame offered to clients, overhead included.</summary>
    public const int LargestFrame = 128 * 1024;

    /// <summary>Most channels offered to clients on one connection.</summary>
    public const ushort ChannelMax = 2047;

    /// <summary>Longest text of the short kind, in bytes.</summary>
    public const int ShortTextBytes = 255;

    /// <summary>The pseudo-queue that stands for replies straight to the channel that asked.</summary>
    public const string DirectReplyTo = "amq.rabbitmq.reply-to";

    /// <summary>What opens a connection.</summary>
    public static ReadOnlySpan<byte> Header => "AMQP\0\0\x9\x1"u8;
}
