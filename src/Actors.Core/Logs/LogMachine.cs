using System.Diagnostics.CodeAnalysis;
using Actors.Core.Events;
using Actors.Core.Intakes;
using Actors.Core.Lengths;
using Actors.Core.Offsets;
using Actors.Core.Schedulers;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using Actors.Core.Traits;

namespace Actors.Core.Logs;

/// <summary>
/// The actor behind a queue or a topic: one log and its subscriptions. Pure: commands and the time come in, events and
/// effects go out through a <see cref="Step"/>, and the caller makes the events durable before it lets the effects out.
/// </summary>
/// <remarks>
/// Not thread-safe: one command at a time. Times are ticks of UTC. After the commands of a step, call <see cref="Dispatch"/>
/// once so that ready messages meet credit.
/// </remarks>
public sealed class LogMachine
{
    /// <summary>Bytes that one step hands out at most, by average size; the rest follows in further steps.</summary>
    public const int StepBytes = 1024 * 1024;

    /// <summary>Bytes that one consumer gets at most before the next has its turn, by average size.</summary>
    public const int TurnBytes = 128 * 1024;

    private const int StepMessages = 8192;
    private const int TurnMessages = 1024;

    private readonly SortedDictionary<int, SubscriptionMachine> _subscriptions = [];
    private readonly Log _log = new();
    private readonly LogSpace _space;
    private int _lastSubscription;
    private SubscriptionMachine? _only;

    /// <summary>Creates the machine of an empty log.</summary>
    public LogMachine() => _space = new LogSpace(_log, _subscriptions, Traits, Sizes, Intake);

    /// <summary>The offset of the next message.</summary>
    public long NextOffset => _log.Next;

    /// <summary>Which kinds of traits somebody asks for.</summary>
    internal TraitKinds Needs => Traits.Needs;

    /// <summary>What messages want.</summary>
    internal TraitTable Traits { get; } = new();

    /// <summary>Whether some subscription asks when messages were published.</summary>
    internal bool NeedsTime { get; private set; }

    /// <summary>The subscription of a log that has but one, as every queue does.</summary>
    internal SubscriptionMachine? Only => _only;

    /// <summary>When the messages appended last were published, as far as a subscription asks for it; in ticks of UTC.</summary>
    internal long Time { get; set; }

    /// <summary>A topic's options; null when all are at their defaults.</summary>
    internal PolicyOptions<TopicDefinition>? Options
    {
        get;
        set
        {
            field = value;
            Intake.Configure(value?.Values.Deduplication);
        }
    }

    /// <summary>What is known of what was published, to find duplicates.</summary>
    internal Intake Intake { get; } = new();

    /// <summary>The bytes of messages whose bytes are limited.</summary>
    internal SizeTable Sizes { get; } = new();

    /// <summary>Messages that were published again and not stored, since the actor came to life.</summary>
    public long Duplicates => Intake.Duplicates;

    /// <summary>Whether messages without a publisher's tag are all stored, so that nobody need judge them.</summary>
    public bool TakesAll => Intake.Known is null && _only?.Backlog.Limit is null;

    /// <summary>Whether an id or, without one, the content of a message is asked for.</summary>
    public Deduplication? Deduplication => (_only?.State.Policy.Options?.Values as QueueDefinition)?.Deduplication ?? Options?.Values.Deduplication;

    /// <summary>Encoded bytes that some subscription still needs; an estimate by average size.</summary>
    public long Bytes => _log.Bytes;

    /// <summary>What a message weighs on average, in encoded bytes.</summary>
    public long AverageBytes => _log.AverageBytes;

    /// <summary>A number no subscription has had in this life, and none that is there.</summary>
    public int NextSubscription => Math.Max(_lastSubscription, _subscriptions.Count == 0 ? 0 : _subscriptions.Keys.Max()) + 1;

    /// <summary>Messages published since the actor came to life.</summary>
    public long Published => _log.Published;

    /// <summary>Whether a message published now would be kept for anybody.</summary>
    public bool HasSubscriptions => _subscriptions.Count > 0;

    /// <summary>Whether all subscriptions vanish at a restart anyway, so that publishing need not wait for the disk.</summary>
    public bool IsEphemeral => _subscriptions.Values.All(subscription => subscription.State.Policy.Ephemeral);

    /// <summary>The numbers of the subscriptions, lowest first.</summary>
    public IReadOnlyCollection<int> Subscriptions => _subscriptions.Keys;

    /// <summary>When something falls due next; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDue => _only is not null ? _only.NextDue : _subscriptions.Count == 0 ? long.MaxValue : _subscriptions.Values.Min(subscription => subscription.NextDue);

    /// <summary>The lowest offset that some subscription still needs; everything below is free.</summary>
    public long Floor => _space.Floor;

    /// <summary>Gives the topic its options, once, when it is declared.</summary>
    /// <param name="topic">The definition.</param>
    /// <param name="step">Where events go.</param>
    public void Configure(TopicDefinition topic, Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Options = PolicyOptions<TopicDefinition>.Of(topic, new TopicDefinition(""));
        if (Options is not null)
        {
            step.Events.Kind(EventKind.Configured);
            step.Events.Bytes(Options.Encoded);
        }
    }

    /// <summary>Names the first option in which the topic differs from a definition; null when none does.</summary>
    /// <param name="topic">The definition.</param>
    public string? DifferenceTo(TopicDefinition topic) =>
        PolicyOptions<TopicDefinition>.DifferenceBetween(Options, PolicyOptions<TopicDefinition>.Of(topic, new TopicDefinition("")));

    /// <summary>A reader joins at the end of the log.</summary>
    /// <param name="subscription">Its number, unused so far.</param>
    /// <param name="name">Its name; empty for that of a queue.</param>
    /// <param name="policy">Its policy.</param>
    /// <param name="step">Where events go.</param>
    public void Subscribe(int subscription, string name, SubscriptionPolicy policy, Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var added = Add(subscription, name, policy, _log.Next);
        SubscriptionEvents.Subscribed(step.Events, added.State, _log.Next);
    }

    /// <summary>A reader is gone, and with it what only it still needed.</summary>
    /// <param name="subscription">Its number.</param>
    /// <param name="step">Where events and effects go.</param>
    public void Unsubscribe(int subscription, Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        SubscriptionEvents.Unsubscribed(step.Events, subscription);
        Remove(subscription, step);
    }

    /// <summary>Appends messages to the log and makes them ready for every subscription.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bytes">Their encoded bytes.</param>
    /// <param name="step">Where events go.</param>
    /// <returns>The first message's offset.</returns>
    public long Publish(int count, long bytes, Step step) => Publish(count, bytes, [], now: 0, step);

    /// <summary>Appends messages to the log and makes them ready for every subscription.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bytes">Their encoded bytes.</param>
    /// <param name="traits">Those of them that want something, by offsets from <see cref="NextOffset"/> on, lowest first.</param>
    /// <param name="now">The time; 0 for messages that no subscription's time to live counts for.</param>
    /// <param name="step">Where events go.</param>
    /// <returns>The first message's offset.</returns>
    public long Publish(int count, long bytes, ReadOnlySpan<TraitEntry> traits, long now, Step step) => Publication.Append(this, count, bytes, traits, now, step, admission: null);

    /// <summary>Appends what is kept of a batch that was judged.</summary>
    /// <param name="admission">The batch and what becomes of each of its messages.</param>
    /// <param name="traits">Those that are kept and want something.</param>
    /// <param name="now">The time.</param>
    /// <param name="step">Where events and effects go.</param>
    /// <returns>The first kept message's offset.</returns>
    public long Publish(Admission admission, ReadOnlySpan<TraitEntry> traits, long now, Step step)
    {
        ArgumentNullException.ThrowIfNull(admission);
        return Publication.Append(this, admission.Kept, admission.KeptBytes, traits, now, step, admission);
    }

    /// <summary>Says what would become of a batch.</summary>
    /// <param name="candidates">Its messages.</param>
    /// <param name="publisher">Who publishes it; null for nobody in particular.</param>
    /// <param name="mostIds">Most ids to be remembered.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.Fenced"/>, or <see cref="ErrorCode.InvalidArgument"/> for numbers that are too old to be told apart.</exception>
    public Admission Judge(IReadOnlyList<Candidate> candidates, PublisherTag? publisher, int mostIds, long now) =>
        Intake.Judge(candidates, publisher, _log.Next, _only?.Room, mostIds, now);

    /// <summary>Attaches a consumer.</summary>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="consumer">The consumer's number, unused so far, above 0.</param>
    /// <param name="options">How it wants to be fed.</param>
    /// <param name="replaces">The number of one that is about to leave for it; 0 for none.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.LimitExceeded"/> where one of the consumers has to be alone.</exception>
    public void Attach(int subscription, int consumer, ConsumerOptions options, int replaces = 0) => _subscriptions[subscription].Attach(consumer, options, replaces);

    /// <summary>Somebody asked for a subscription without consuming: it is not idle.</summary>
    /// <param name="subscription">Its number.</param>
    /// <param name="now">The time.</param>
    /// <param name="step">Where events go.</param>
    public void Touch(int subscription, long now, Step step) => _subscriptions[subscription].Idleness.Touch(now, step);

    /// <summary>Takes messages once; ends with <see cref="EffectKind.ReceiveEnded"/>.</summary>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="consumer">The receive's number, unused so far, above 0.</param>
    /// <param name="max">Most messages.</param>
    /// <param name="leaseTimeout">How long they are held; null for the policy's.</param>
    /// <param name="waitsUntil">When it ends without messages.</param>
    public void Receive(int subscription, int consumer, int max, TimeSpan? leaseTimeout, long waitsUntil) =>
        _subscriptions[subscription].Receive(consumer, max, leaseTimeout, waitsUntil);

    /// <summary>Changes how many unsettled messages a consumer may hold.</summary>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="consumer">The consumer's number; one that left is passed over.</param>
    /// <param name="prefetch">The new ceiling.</param>
    public void SetPrefetch(int subscription, int consumer, int prefetch)
    {
        if (_subscriptions.TryGetValue(subscription, out var found))
        {
            found.SetPrefetch(consumer, prefetch);
        }
    }

    /// <summary>A consumer or a waiting receive leaves.</summary>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="consumer">Its number; one that left is passed over.</param>
    /// <param name="lost">Whether it vanished without a word, which counts as a failure of the oldest message it held.</param>
    /// <param name="now">The time.</param>
    /// <param name="step">Where events and effects go.</param>
    /// <returns>Whether it was there.</returns>
    public bool Detach(int subscription, int consumer, bool lost, long now, Step step) =>
        _subscriptions.TryGetValue(subscription, out var found) && found.Detach(consumer, lost, now, step);

    /// <summary>Ends leases.</summary>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="settlement">Which and how; its epoch was checked by the caller.</param>
    /// <param name="now">The time.</param>
    /// <param name="step">Where events and effects go.</param>
    /// <param name="stale">Gets the leases that were not held.</param>
    public void Settle(int subscription, in Settlement settlement, long now, Step step, List<LeaseRun> stale) =>
        _subscriptions[subscription].Settle(settlement, now, step, stale);

    /// <summary>Makes leases end at another time.</summary>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="leases">Which; their epoch was checked by the caller.</param>
    /// <param name="until">The new time.</param>
    /// <param name="stale">Gets the leases that were not held.</param>
    public void Extend(int subscription, in LeaseRun leases, long until, List<LeaseRun> stale) =>
        _subscriptions[subscription].Extend(leases, until, stale);

    /// <summary>Removes what is ready or delayed.</summary>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="step">Where events and effects go.</param>
    /// <returns>How many messages were removed.</returns>
    public long Purge(int subscription, Step step) => _subscriptions[subscription].Backlog.Purge(step);

    /// <summary>Removes a message that is ready or delayed.</summary>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="offset">The message.</param>
    /// <param name="step">Where events and effects go.</param>
    /// <returns>Whether it was; a message that is leased, settled or not there stays as it is.</returns>
    public bool Cancel(int subscription, long offset, Step step) => offset < _log.Next && _subscriptions[subscription].Backlog.Cancel(offset, step);

    /// <summary>Delays a message that is ready or delayed until another time.</summary>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="offset">The message.</param>
    /// <param name="deliverAt">From when on it is ready, in ticks of UTC; may have passed.</param>
    /// <param name="timeToLive">How long the message itself wants to live from then on, in ticks; 0 for ever.</param>
    /// <param name="step">Where events and effects go.</param>
    /// <returns>Whether it was; a message that is leased, settled or not there stays as it is.</returns>
    public bool Reschedule(int subscription, long offset, long deliverAt, long timeToLive, Step step) =>
        offset < _log.Next && _subscriptions[subscription].Backlog.Reschedule(offset, deliverAt, timeToLive, step);

    /// <summary>Published messages do not reach a subscription: for it they are settled.</summary>
    /// <param name="subscription">The subscription's number.</param>
    /// <param name="run">The messages.</param>
    /// <param name="step">Where events and effects go.</param>
    public void Skip(int subscription, OffsetRun run, Step step) => _subscriptions[subscription].Skip(run, step);

    /// <summary>The dead-letter queue has the messages of a <see cref="EffectKind.DeadLetter"/> effect for good.</summary>
    /// <param name="subscription">The subscription's number; one that is gone is passed over.</param>
    /// <param name="run">The run of the effect.</param>
    /// <param name="step">Where events and effects go.</param>
    public void Departed(int subscription, OffsetRun run, Step step)
    {
        if (_subscriptions.TryGetValue(subscription, out var found))
        {
            found.Departed(run, step);
        }
    }

    /// <summary>Does what has fallen due: ends of leases, of delays and of lives.</summary>
    /// <param name="now">The time.</param>
    /// <param name="step">Where events and effects go.</param>
    public void Tick(long now, Step step)
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.Tick(now, step);
        }
    }

    /// <summary>Ends the receives that have waited long enough, after <see cref="Dispatch"/> had nothing more to hand out.</summary>
    /// <param name="now">The time.</param>
    /// <param name="step">Where effects go.</param>
    public void EndWaits(long now, Step step)
    {
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.EndWaits(now, step);
        }
    }

    /// <summary>Hands ready messages to consumers with credit.</summary>
    /// <param name="now">The time.</param>
    /// <param name="step">Where events and effects go.</param>
    /// <returns>Whether there is more to hand out, in a further step.</returns>
    public bool Dispatch(long now, Step step)
    {
        var average = Math.Max(_log.AverageBytes, 1);
        var budget = (int)Math.Clamp(StepBytes / average, 1, StepMessages);
        var turn = (int)Math.Clamp(TurnBytes / average, 1, TurnMessages);
        if (_only is not null)
        {
            return _only.Dispatch(now, turn, ref budget, step);
        }

        var more = false;
        foreach (var subscription in _subscriptions.Values)
        {
            var own = budget;
            more |= subscription.Dispatch(now, turn, ref own, step);
        }

        return more;
    }

    /// <summary>What a subscription holds and has done.</summary>
    /// <param name="subscription">Its number.</param>
    public SubscriptionCounts Count(int subscription) => _subscriptions[subscription].Counts;

    /// <summary>A subscription's name.</summary>
    /// <param name="subscription">Its number.</param>
    public string NameOf(int subscription) => _subscriptions[subscription].State.Name;

    /// <summary>A subscription's policy.</summary>
    /// <param name="subscription">Its number.</param>
    public SubscriptionPolicy PolicyOf(int subscription) => _subscriptions[subscription].State.Policy;

    /// <summary>The lowest offset a subscription has not settled.</summary>
    /// <param name="subscription">Its number.</param>
    public long FloorOf(int subscription) => _subscriptions[subscription].State.Settled.Floor;

    /// <summary>Whether a subscription with this number is there.</summary>
    /// <param name="subscription">Its number.</param>
    public bool Has(int subscription) => _subscriptions.ContainsKey(subscription);

    /// <summary>A subscription's messages that are not settled, by offset.</summary>
    /// <param name="subscription">Its number.</param>
    /// <param name="from">The lowest offset of interest.</param>
    /// <param name="states">The states of interest.</param>
    public IEnumerable<(long Offset, MessageState State, int Attempt)> Browse(int subscription, long from, MessageStates states = MessageStates.All) =>
        _subscriptions[subscription].Backlog.Browse(from, _log.Next, states);

    /// <summary>Finds a stored message by the hash of its id; null when ids are not indexed, or that one is not known.</summary>
    /// <param name="id">The hash.</param>
    /// <param name="now">The time.</param>
    public long? FindKnown(UInt128 id, long now) => Intake.Known is { } known && known.TryFind(id, now, out var offset) ? offset : null;

    /// <summary>The messages in a range that some subscription still needs.</summary>
    /// <param name="range">The range.</param>
    public IEnumerable<OffsetRun> LiveRuns(OffsetRun range) => _space.LiveRuns(range);

    /// <summary>The messages at or above the floor that no subscription needs any more.</summary>
    public IEnumerable<OffsetRun> FreeRunsAboveFloor() => _space.FreeRunsAboveFloor();

    /// <summary>Writes the whole state as events; replaying them alone gives this machine again.</summary>
    /// <param name="events">Where they go.</param>
    public void Snapshot(EventWriter events) => LogSnapshot.Write(events, this, _subscriptions.Values);

    /// <summary>Applies stored events.</summary>
    /// <param name="events">The events of one record.</param>
    /// <exception cref="InvalidDataException">The events are not what this version writes.</exception>
    public void Replay(ReadOnlySpan<byte> events) => LogReplay.Apply(events, this);

    /// <summary>After the last stored event: voids the leases of the life before and resumes departures. Ephemeral subscriptions go.</summary>
    /// <param name="step">Where events and effects go.</param>
    public void Recover(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        foreach (var subscription in _subscriptions.Values.ToList())
        {
            if (subscription.State.Policy.Ephemeral)
            {
                Unsubscribe(subscription.State.Number, step);
            }
            else
            {
                subscription.Recover(step);
            }
        }
    }

    internal OffsetRun Append(long count, long bytes, long now)
    {
        var run = _log.Append(count, bytes);
        foreach (var subscription in _subscriptions.Values)
        {
            subscription.State.Append(run, now);
        }

        if (_subscriptions.Count == 0)
        {
            _log.Free(run);
            Intake.Settle(run);
        }

        return run;
    }

    internal SubscriptionMachine Add(int number, string name, SubscriptionPolicy policy, long start)
    {
        var state = new Subscription(number, name, policy, start, Scheduler.For(policy, Traits, start), Traits, Sizes);
        state.Append(OffsetRun.Between(start, _log.Next), now: 0);
        var machine = new SubscriptionMachine(state, _space.FreeIfLast);
        _subscriptions.Add(number, machine);
        _lastSubscription = Math.Max(_lastSubscription, number);
        _only = _subscriptions.Count == 1 ? machine : null;
        _space.SubscriptionsChanged();
        AskForTraits();
        if (policy.Options?.Values is QueueDefinition queue)
        {
            Intake.Configure(queue.Deduplication);
        }

        return machine;
    }

    internal void Remove(int number, Step? step)
    {
        var needed = LiveRuns(OffsetRun.Between(Floor, _log.Next)).ToList();
        _subscriptions.Remove(number);
        _only = _subscriptions.Count == 1 ? _subscriptions.Values.First() : null;
        _space.SubscriptionsChanged();
        AskForTraits();
        foreach (var run in needed)
        {
            _space.FreeWhatNobodyNeeds(run, step);
        }
    }

    internal Log State => _log;

    internal void Want(ReadOnlySpan<TraitEntry> entries)
    {
        foreach (ref readonly var entry in entries)
        {
            Traits.Add(entry.Offset, entry.Traits);
        }
    }

    internal void Reset(long next)
    {
        foreach (var number in Subscriptions.ToList())
        {
            Remove(number, step: null);
        }

        Traits.Clear();
        Sizes.Clear();
        Intake.Reset();
        Options = null;
        Time = 0;
        _log.Reset(next);
    }

    internal bool TryGet(int number, [NotNullWhen(true)] out SubscriptionMachine? subscription) => _subscriptions.TryGetValue(number, out subscription);

    internal void ReplaySettled(SubscriptionMachine subscription, OffsetRun run)
    {
        subscription.ReplaySettled(run);
        _space.FreeIfLast(subscription.State, run, step: null);
    }

    private void AskForTraits()
    {
        Traits.Needs = TraitKinds.Always;
        NeedsTime = _subscriptions.Values.Any(subscription => subscription.State.Policy.TimeToLive > 0);
        foreach (var subscription in _subscriptions.Values)
        {
            Traits.Needs |= subscription.State.Scheduler.Needs;
        }
    }
}
