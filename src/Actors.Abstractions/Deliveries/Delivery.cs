namespace Actors;

/// <summary>One attempt to have a message processed. It ends by being settled, or by itself when the lease runs out.</summary>
public sealed class Delivery
{
    private readonly IBroker _broker;
    private Message? _message;

    /// <summary>Creates a delivery; brokers do.</summary>
    /// <param name="broker">Where to settle.</param>
    /// <param name="source">The queue or subscription it comes from.</param>
    /// <param name="lease">Its lease: a run of one.</param>
    /// <param name="publishedAt">When the broker stored the message.</param>
    /// <param name="message">The message; the memory now belongs to the delivery.</param>
    public Delivery(IBroker broker, string source, LeaseRun lease, DateTimeOffset publishedAt, EncodedMessage message) =>
        (_broker, Source, Lease, PublishedAt, Encoded) = (broker, source, lease, publishedAt, message);

    /// <summary>Where it is settled.</summary>
    internal IBroker Broker => _broker;

    /// <summary>The queue or subscription it comes from.</summary>
    public string Source { get; }

    /// <summary>Its lease: a run of one.</summary>
    public LeaseRun Lease { get; }

    /// <summary>When the broker stored the message, to the millisecond.</summary>
    public DateTimeOffset PublishedAt { get; }

    /// <summary>The message in its encoded form, for passing it on as it is.</summary>
    public EncodedMessage Encoded { get; }

    /// <summary>The message, decoded on first use.</summary>
    public Message Message => _message ??= Encoded.Decode();

    /// <summary>The payload, without decoding the rest.</summary>
    public ReadOnlyMemory<byte> Body => _message is { } message ? message.Body : Encoded.Body;

    /// <summary>The message's offset in its queue or topic.</summary>
    public long Offset => Lease.FirstOffset;

    /// <summary>Which delivery of this message it is, from 1.</summary>
    public int Attempt => Lease.Attempt;

    /// <summary>Whether the message may have been delivered before.</summary>
    public bool Redelivered => Attempt > 1;

    /// <summary>The message is done. Not waited for: after a crash within the next moments it may come back.</summary>
    public void Ack() => Settle(SettleVerb.Ack);

    /// <summary>The message is done, and this is what it cost. Not waited for: after a crash within the next moments it may come back.</summary>
    /// <param name="cost">Units, 0 to <see cref="Limits.LargestCost"/>; they take the place of its <see cref="Message.Cost"/> in budgets and fair shares.</param>
    public void Ack(long cost) => Settle(new Settlement(Lease, SettleVerb.Ack) { Cost = cost });

    /// <summary>The message failed and comes back.</summary>
    /// <param name="delay">How long until it is ready again.</param>
    public void Nack(TimeSpan delay = default) => Settle(SettleVerb.Nack, delay);

    /// <summary>The message is refused for good and dead-lettered.</summary>
    public void Reject() => Settle(SettleVerb.Reject);

    /// <summary>The message goes back untouched and nothing is counted.</summary>
    public void Release() => Settle(SettleVerb.Release);

    /// <summary>The message is done, durably: once this returns it never comes back.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.StaleLease"/> when the lease was lost meanwhile.</exception>
    public ValueTask AckAsync(CancellationToken cancellationToken = default) => SettleAsync(SettleVerb.Ack, default, cancellationToken);

    /// <summary>The message is done, durably, and this is what it cost.</summary>
    /// <param name="cost">Units, 0 to <see cref="Limits.LargestCost"/>; they take the place of its <see cref="Message.Cost"/> in budgets and fair shares.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.StaleLease"/> when the lease was lost meanwhile.</exception>
    public ValueTask AckAsync(long cost, CancellationToken cancellationToken = default) =>
        SettleAsync(new Settlement(Lease, SettleVerb.Ack) { Cost = cost }, cancellationToken);

    /// <summary>The message failed and comes back, durably counted.</summary>
    /// <param name="delay">How long until it is ready again.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.StaleLease"/> when the lease was lost meanwhile.</exception>
    public ValueTask NackAsync(TimeSpan delay = default, CancellationToken cancellationToken = default) => SettleAsync(SettleVerb.Nack, delay, cancellationToken);

    /// <summary>The message is refused for good, durably, and dead-lettered.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.StaleLease"/> when the lease was lost meanwhile.</exception>
    public ValueTask RejectAsync(CancellationToken cancellationToken = default) => SettleAsync(SettleVerb.Reject, default, cancellationToken);

    /// <summary>The message goes back untouched and nothing is counted.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.StaleLease"/> when the lease was lost meanwhile.</exception>
    public ValueTask ReleaseAsync(CancellationToken cancellationToken = default) => SettleAsync(SettleVerb.Release, default, cancellationToken);

    /// <summary>Holds the message for longer.</summary>
    /// <param name="timeout">How long from now; <see cref="Limits.ShortestLease"/> to <see cref="Limits.LongestLease"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.StaleLease"/> when the lease was lost meanwhile.</exception>
    public async ValueTask ExtendAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var receipt = await _broker.ExtendAsync(Source, new[] { Lease }, timeout, cancellationToken).ConfigureAwait(false);
        receipt.ThrowIfStale();
    }

    // Whether somebody tried to end it. Only an enumeration asks, about its last delivery.
    internal bool IsSettled { get; private set; }

    private void Settle(SettleVerb verb, TimeSpan delay = default) => Settle(new Settlement(Lease, verb, delay));

    private ValueTask SettleAsync(SettleVerb verb, TimeSpan delay, CancellationToken cancellationToken) =>
        SettleAsync(new Settlement(Lease, verb, delay), cancellationToken);

    private void Settle(Settlement settlement)
    {
        IsSettled = true;
        settlement.Validate();
        _broker.Settle(Source, new ReadOnlySpan<Settlement>(in settlement));
    }

    private async ValueTask SettleAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        IsSettled = true;
        var receipt = await _broker.SettleAsync(Source, new[] { settlement }, cancellationToken).ConfigureAwait(false);
        receipt.ThrowIfStale();
    }
}
