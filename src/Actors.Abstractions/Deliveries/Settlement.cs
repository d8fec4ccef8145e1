namespace Actors;

/// <summary>Ends a run of leases.</summary>
/// <param name="Leases">The leases, as they were delivered or any part of them.</param>
/// <param name="Verb">How they end.</param>
/// <param name="Delay">For <see cref="SettleVerb.Nack"/>: how long until the messages are ready again; zero to <see cref="Limits.LongestDelay"/>.</param>
public readonly record struct Settlement(LeaseRun Leases, SettleVerb Verb, TimeSpan Delay = default)
{
    /// <summary>
    /// For <see cref="SettleVerb.Ack"/>: what the messages of the run cost in all, where that is known only now; 0 to
    /// <see cref="Limits.LargestCost"/> for each. It corrects what their <see cref="Message.Cost"/> took from budgets and
    /// fair shares. Null, the default, leaves that as it was.
    /// </summary>
    public long? Cost { get; init; }

    /// <summary>Refuses a settlement that is out of range.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public void Validate()
    {
        if (Verb > SettleVerb.Release)
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The settle verb {(byte)Verb} is unknown; allowed: 0 to {(byte)SettleVerb.Release}.");
        }

        if (Delay < TimeSpan.Zero || Delay > Limits.LongestDelay || (Delay > TimeSpan.Zero && Verb != SettleVerb.Nack))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The delay {Delay} of a {Verb} is out of range; allowed: 0 to {Limits.LongestDelay} for a {SettleVerb.Nack}, none for the others.");
        }

        Leases.Validate();
        if (Cost is { } cost && (Verb != SettleVerb.Ack || cost < 0 || cost > Limits.LargestCost * Leases.Count))
        {
            throw new BrokerException(ErrorCode.InvalidArgument, $"The cost {cost} of a {Verb} of {Leases.Count} messages is out of range; allowed: 0 to {Limits.LargestCost} for each of an {SettleVerb.Ack}, none for the others.");
        }
    }
}
