namespace Actors;

/// <summary>Every size, count and wait that the broker bounds, with the default of those an operator may change.</summary>
/// <remarks>Constants are part of the protocol; properties are defaults that a host may lower or raise at start.</remarks>
public sealed record Limits
{
    /// <summary>The defaults.</summary>
    public static Limits Default { get; } = new();

    /// <summary>Longest name of a queue, topic or subscription, in bytes of UTF-8.</summary>
    public const int NameBytes = 255;

    /// <summary>Longest message id, correlation id, reply-to, content type or subject, in bytes of UTF-8.</summary>
    public const int PropertyBytes = 1024;

    /// <summary>Longest key, in bytes of UTF-8.</summary>
    public const int KeyBytes = 1024;

    /// <summary>Longest header name, in bytes of UTF-8.</summary>
    public const int HeaderNameBytes = 255;

    /// <summary>Most headers on one message.</summary>
    public const int HeaderCount = 256;

    // The broker adds a few headers of its own, where a message was dead-lettered for instance: stored messages may be that much larger.
    internal const int StoredHeaderCount = HeaderCount + 16;
    internal const int StoredHeaderBytes = HeaderBytes + 4096;

    /// <summary>Deepest nesting of lists and tables inside a header.</summary>
    public const int HeaderDepth = 8;

    /// <summary>All headers of one message together, in encoded bytes.</summary>
    public const int HeaderBytes = 64 * 1024;

    /// <summary>Key and arguments of one binding together, in encoded bytes.</summary>
    public const int BindingBytes = 8 * 1024;

    /// <summary>Most subject patterns of one subscription.</summary>
    public const int SubjectPatterns = 100;

    /// <summary>Longest filter, in characters.</summary>
    public const int FilterLength = 4096;

    /// <summary>Largest message with its properties and headers, in encoded bytes, that any host may be set to accept.</summary>
    public const int LargestMessageBytes = 8 * 1024 * 1024;

    /// <summary>Most messages in one batch.</summary>
    public const int BatchCount = 10_000;

    /// <summary>Most messages an attached consumer may hold unsettled.</summary>
    public const int Prefetch = 65_536;

    /// <summary>Most messages one receive or browse may ask for.</summary>
    public const int ReceiveCount = 10_000;

    /// <summary>Shortest lease timeout.</summary>
    public static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);

    /// <summary>Longest lease timeout.</summary>
    public static readonly TimeSpan LongestLease = TimeSpan.FromHours(12);

    /// <summary>Longest wait of a receive.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>Longest delay of a nack.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromDays(3650);

    /// <summary>Longest time in which a waiting message's priority counts one more.</summary>
    public static readonly TimeSpan LongestAgeing = TimeSpan.FromDays(1);

    /// <summary>Largest weight of a key.</summary>
    public const int LargestWeight = 1000;

    /// <summary>Most keys that a policy may give weights to, and most that it may give budgets to.</summary>
    public const int NamedKeys = 1000;

    /// <summary>Most messages and most cost in a budget's window.</summary>
    public const long LargestBudget = 1_000_000_000_000;

    /// <summary>Shortest window of a budget.</summary>
    public static readonly TimeSpan ShortestBudgetWindow = TimeSpan.FromSeconds(1);

    /// <summary>Longest window of a budget.</summary>
    public static readonly TimeSpan LongestBudgetWindow = TimeSpan.FromDays(31);

    /// <summary>Largest cost that an ack may tell for a message.</summary>
    public const long LargestCost = uint.MaxValue;

    /// <summary>Largest message with its properties and headers, in encoded bytes.</summary>
    public int MessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Largest frame and largest batch, in encoded bytes. At least <see cref="MessageBytes"/> and 64 KiB more.</summary>
    public int FrameBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Most queues, topics and exchanges together.</summary>
    public int Entities { get; init; } = 100_000;

    /// <summary>Most subscriptions of one topic.</summary>
    public int SubscriptionsPerTopic { get; init; } = 10_000;

    /// <summary>Most bindings of one exchange.</summary>
    public int BindingsPerExchange { get; init; } = 10_000;

    /// <summary>Most publishers with an id that one queue or topic remembers: those that stored something last.</summary>
    public const int Publishers = 1000;

    /// <summary>Most ids of messages that any host may be set to remember for one queue or topic.</summary>
    public const int LargestKnownIds = 500_000;

    /// <summary>Most ids of messages that one queue or topic remembers to find duplicates; beyond it messages with new ids are refused.</summary>
    public int KnownIds { get; init; } = LargestKnownIds;

    /// <summary>Most open connections.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>Most consumers attached inside one connection.</summary>
    public int ConsumersPerConnection { get; init; } = 4_096;

    /// <summary>Most requests of one connection waiting for their answer; reading pauses at this number.</summary>
    public int RequestsPerConnection { get; init; } = 8_192;

    /// <summary>Published bytes of one connection waiting to become durable; reading pauses at this number.</summary>
    public int UnconfirmedBytesPerConnection { get; init; } = 16 * 1024 * 1024;

    /// <summary>Published bytes of all connections waiting to become durable; publishing pauses at this number.</summary>
    public long UnconfirmedBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>Delivered bytes waiting for one connection's socket; its consumers get nothing more until it has read some.</summary>
    public int UnsentBytesPerConnection { get; init; } = 4 * 1024 * 1024;

    /// <summary>Longest time from accepting a connection to its hello.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest silence on a connection before it is taken for dead.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Refuses limits that contradict each other or the protocol.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>, naming the limit and its range.</exception>
    public void Validate()
    {
        Require(MessageBytes is >= 1024 and <= LargestMessageBytes, nameof(MessageBytes), $"1024 to {LargestMessageBytes}");
        Require(FrameBytes >= MessageBytes + 65_536 && FrameBytes <= 2 * LargestMessageBytes - 65_536, nameof(FrameBytes), $"{nameof(MessageBytes)} + 65536 to {2 * LargestMessageBytes - 65_536}");
        Require(Entities is >= 1 and <= 10_000_000, nameof(Entities), "1 to 10000000");
        Require(SubscriptionsPerTopic is >= 1 and <= 1_000_000, nameof(SubscriptionsPerTopic), "1 to 1000000");
        Require(BindingsPerExchange is >= 1 and <= 100_000, nameof(BindingsPerExchange), "1 to 100000");
        Require(KnownIds is >= 1 and <= LargestKnownIds, nameof(KnownIds), $"1 to {LargestKnownIds}");
        Require(Connections is >= 1 and <= 1_000_000, nameof(Connections), "1 to 1000000");
        Require(ConsumersPerConnection is >= 1 and <= 1_000_000, nameof(ConsumersPerConnection), "1 to 1000000");
        Require(RequestsPerConnection is >= 1 and <= 1_000_000, nameof(RequestsPerConnection), "1 to 1000000");
        Require(UnconfirmedBytesPerConnection >= FrameBytes, nameof(UnconfirmedBytesPerConnection), $"at least {nameof(FrameBytes)}");
        Require(UnconfirmedBytes >= UnconfirmedBytesPerConnection, nameof(UnconfirmedBytes), $"at least {nameof(UnconfirmedBytesPerConnection)}");
        Require(UnsentBytesPerConnection >= 65_536, nameof(UnsentBytesPerConnection), "at least 65536");
        Require(Handshake > TimeSpan.Zero, nameof(Handshake), "above zero");
        Require(Idle >= TimeSpan.FromSeconds(1), nameof(Idle), "at least 1 second");
    }

    private static void Require(bool holds, string limit, string allowed)
    {
        if (!holds)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The limit {limit} is out of range; allowed: {allowed}.");
        }
    }
}
