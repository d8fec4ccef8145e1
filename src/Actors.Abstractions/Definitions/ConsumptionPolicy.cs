namespace Actors;

/// <summary>How messages are handed out and what becomes of those that fail; queues and subscriptions share it.</summary>
public abstract record ConsumptionPolicy
{
    /// <summary>How long a consumer holds a message before it comes back; <see cref="Limits.ShortestLease"/> to <see cref="Limits.LongestLease"/>, 30 seconds by default.</summary>
    public TimeSpan LeaseTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many deliveries may fail before the message is dead-lettered; 20 by default, 0 for no limit. A delivery fails by a
    /// nack, by the end of its lease, and when its consumer dies: then for the oldest message that it held, not for those
    /// that were only waiting in its prefetch. A restart of the broker is no failure.
    /// </summary>
    public int DeliveryLimit { get; init; } = 20;

    /// <summary>
    /// The queue, topic or exchange that gets rejected messages, those over the delivery limit and those that expired. Null, the default, stands for
    /// <c>name.dead-letter</c> (<c>topic.subscription.dead-letter</c>), declared when it is first needed; the empty
    /// string says to discard them.
    /// </summary>
    public string? DeadLetterQueue { get; init; }

    /// <summary>
    /// The <see cref="Message.Subject"/> that dead-lettered messages get, by which an exchange named as <see cref="DeadLetterQueue"/>
    /// leads them on; at most <see cref="Limits.PropertyBytes"/> bytes of UTF-8. Null, the default, leaves them their own.
    /// </summary>
    public string? DeadLetterSubject { get; init; }

    /// <summary>
    /// How long a message waits after its first, second and further failed deliveries, the last delay standing for all that
    /// follow; zero to <see cref="Limits.LongestDelay"/> each, at most 32. None by default: it is ready again at once. It holds
    /// for the end of a lease and the death of a consumer as for a nack, unless the nack says a delay of its own.
    /// </summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; init; } = [];

    /// <summary>
    /// How long a message may wait to be settled; a millisecond to <see cref="Limits.LongestDelay"/>, null, the default, for ever.
    /// Of this and its own <see cref="Message.TimeToLive"/> the shorter counts. A message that expired is dead-lettered with
    /// the reason <c>expired</c>, wherever in the queue it is; one under lease only if it comes back.
    /// </summary>
    public TimeSpan? MessageTimeToLive { get; init; }

    /// <summary>
    /// How long it may be without a consumer, a receive or a declaration before it is deleted with its messages; a millisecond
    /// to <see cref="Limits.LongestDelay"/>, null, the default, for ever. Time in which the broker does not run counts.
    /// </summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>Whether it is deleted with its messages when its last consumer leaves; unlike <see cref="Ephemeral"/> it is kept over restarts.</summary>
    public bool AutoDelete { get; init; }

    /// <summary>
    /// Whether one consumer at a time gets messages: the one of the highest priority, of these the one attached first. When it
    /// leaves or dies, the next takes over at once, beginning with what it left. Receives get something only while no consumer is attached.
    /// </summary>
    public bool SingleActiveConsumer { get; init; }

    /// <summary>Whether at most one consumer may be attached; a second one is refused with <see cref="ErrorCode.LimitExceeded"/>.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Not kept: gone, with its messages, when its last consumer leaves or the broker restarts.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>Which of the ready messages is next; first in, first out by default. With <see cref="Fairness"/>, which of a key's.</summary>
    public DeliveryOrder Order { get; init; }

    /// <summary>
    /// How long a message waits for its priority to count one more; null, the default, for never. With it no message waits
    /// for ever: none that is published more than nine times this long after another one goes before it. 1 ms to
    /// <see cref="Limits.LongestAgeing"/>; only with <see cref="DeliveryOrder.Priority"/>.
    /// </summary>
    public TimeSpan? PriorityAgeing { get; init; }

    /// <summary>
    /// How long the work on a message takes: one whose <see cref="Message.Deadline"/> is nearer than that is dead-lettered as
    /// expired and not handed out. Zero to <see cref="Limits.LongestLease"/>. Null, the default, is zero with
    /// <see cref="DeliveryOrder.Deadline"/>, and otherwise leaves deadlines alone.
    /// </summary>
    public TimeSpan? ExpectedServiceTime { get; init; }

    /// <summary>
    /// How many messages of one <see cref="Message.Key"/> may be leased at a time, 1 to <see cref="Limits.Prefetch"/>; 0, the
    /// default, for any number. A message nacked with a delay keeps its place among them; with 1, messages of a key are
    /// therefore processed strictly in order. Messages without a key are not limited.
    /// </summary>
    public int ConcurrencyPerKey { get; init; }

    /// <summary>How keys share the consumers. Messages without a key are one key together.</summary>
    public KeyFairness Fairness { get; init; }

    /// <summary>The share of keys that is not 1, up to <see cref="Limits.LargestWeight"/>, for at most <see cref="Limits.NamedKeys"/> keys; only with <see cref="Fairness"/>.</summary>
    public IReadOnlyDictionary<string, int> KeyWeights { get; init; } = System.Collections.Frozen.FrozenDictionary<string, int>.Empty;

    /// <summary>What keys may have over time; at most one budget for a key and <see cref="Limits.NamedKeys"/> in all. Messages without a key are one key together.</summary>
    public IReadOnlyList<KeyBudget> Budgets { get; init; } = [];

    /// <summary>Whether messages are handed out other than first in, first out.</summary>
    internal bool HasScheduling =>
        Order != DeliveryOrder.Fifo || ExpectedServiceTime is not null || ConcurrencyPerKey > 0 || Fairness != KeyFairness.None || Budgets.Count > 0;

    /// <summary>Whether anything counts the cost of messages.</summary>
    internal bool CountsCost => Fairness == KeyFairness.ByCost || Budgets.Any(budget => budget.Cost is not null);

    /// <summary>The queue that gets the dead letters of an address; empty if they are discarded.</summary>
    internal string DeadLetterQueueOf(string address) => DeadLetterQueue ?? $"{address.Replace(EntityName.Separator, '.')}.dead-letter";

    private protected void ValidatePolicy(string what, string address)
    {
        if (LeaseTimeout < Limits.ShortestLease || LeaseTimeout > Limits.LongestLease)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(LeaseTimeout)} {LeaseTimeout} of the {what} is out of range; allowed: {Limits.ShortestLease} to {Limits.LongestLease}.");
        }

        if (DeliveryLimit is < 0 or > ushort.MaxValue)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The {nameof(DeliveryLimit)} {DeliveryLimit} of the {what} is out of range; allowed: 0 (none) to {ushort.MaxValue}.");
        }

        LifetimeRules.Validate(this, what);
        SchedulingRules.Check(this, what);
        if (DeadLetterQueueOf(address) is { Length: > 0 } queue)
        {
            // A long name may leave no room for the default one: naming the dead-letter queue helps.
            EntityName.Validate(queue, DeadLetterQueue is null ? $"dead-letter queue (by default; set {nameof(DeadLetterQueue)} to choose another)" : "dead-letter queue");
        }
    }
}
