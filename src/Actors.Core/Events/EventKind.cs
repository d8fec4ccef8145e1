namespace Actors.Core.Events;

/// <summary>What can happen to a log and its subscriptions; the number is the event's tag in the journal and never changes its meaning.</summary>
internal enum EventKind : byte
{
    /// <summary>A snapshot begins: the log is empty and continues at this offset. First offset.</summary>
    Reset = 1,

    /// <summary>Messages were appended. Count, bytes.</summary>
    Appended = 2,

    /// <summary>A subscription starts to read. Number, name, policy, first offset.</summary>
    Subscribed = 3,

    /// <summary>A subscription is gone. Number.</summary>
    Unsubscribed = 4,

    /// <summary>Messages were handed to a consumer. Number, run, attempt.</summary>
    Leased = 5,

    /// <summary>Messages are done. Number, run.</summary>
    Settled = 6,

    /// <summary>Messages are ready again. Number, run, whether the delivery failed.</summary>
    Returned = 7,

    /// <summary>Messages are ready again later. Number, run, whether the delivery failed, time.</summary>
    Delayed = 8,

    /// <summary>Messages are on their way to the dead-letter queue. Number, run, whether the delivery failed, reason.</summary>
    Departing = 9,

    /// <summary>Part of a snapshot: a message that was touched. Number, offset, attempt, failures, time (0 for ready).</summary>
    Restored = 10,

    /// <summary>Part of a snapshot: bytes that are not settled. Bytes.</summary>
    Holding = 11,

    /// <summary>What messages want that later events of the record append. Count of entries; each: distance from the last, the kinds of traits, their values.</summary>
    Traits = 12,

    /// <summary>A subscription with options starts to read. Number, name, policy, options, first offset.</summary>
    SubscribedWith = 13,

    /// <summary>The options of the topic. Options.</summary>
    Configured = 14,

    /// <summary>When the messages that later events append are published, in all later records, too. Time.</summary>
    Timed = 40,

    /// <summary>Part of a snapshot: messages that expire by the subscription's own time to live. Number, run, time.</summary>
    Expiring = 41,

    /// <summary>A message was given other times. Number, offset, time from which it is ready, time at which it expires (0 for never).</summary>
    Moved = 42,

    /// <summary>Ids of messages that later events append, or of a snapshot. Count, time; each: 16 bytes, distance of its offset and its time from the last, whether it is settled.</summary>
    Identified = 43,

    /// <summary>Messages that later events append have numbers of a publisher. Publisher, its epoch, first number, count, first offset and one.</summary>
    Sequenced = 44,

    /// <summary>Part of a snapshot: a publisher. Publisher, its epoch, next number, lowest number known, gaps, runs; of both: count, each as in <see cref="Sequenced"/>.</summary>
    PublisherKnown = 45,

    /// <summary>The encoded bytes of messages that later events append, or of a snapshot. First offset, count, each one's bytes.</summary>
    Sized = 46,

    /// <summary>Nobody uses a subscription, or somebody does again. Number, since when (0 for in use).</summary>
    Idle = 47,
}
