namespace Actors;

/// <summary>Ends a run of leases.</summary>
/// <param name="Leases">The leases, as they were delivered or any part of them.</param>
/// <param name="Verb">How they end.</param>
/// <param name="Delay">For <see cref="SettleVerb.Nack"/>: how long until the messages are ready again; zero to <see cref="Limits.LongestDelay"/>.</param>
public readonly record struct Settlement(LeaseRun Leases, SettleVerb Verb, TimeSpan Delay = default)
{
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
    }
}
