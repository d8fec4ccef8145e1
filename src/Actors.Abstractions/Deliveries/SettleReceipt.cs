namespace Actors;

/// <summary>The durable answer to settlements or extensions: everything was carried out but what is listed here.</summary>
/// <param name="Stale">Leases that were no longer held, and whose messages are as they were.</param>
public readonly record struct SettleReceipt(IReadOnlyList<LeaseRun> Stale)
{
    /// <summary>Everything was carried out.</summary>
    public static SettleReceipt Complete { get; } = new([]);

    /// <summary>Turns a stale lease into an error.</summary>
    /// <exception cref="BrokerException"><see cref="ErrorCode.StaleLease"/>.</exception>
    public void ThrowIfStale()
    {
        if (Stale.Count > 0)
        {
            var first = Stale[0];
            throw new BrokerException(ErrorCode.StaleLease, $"The lease of attempt {first.Attempt} on offset {first.FirstOffset} is no longer held: it expired, was settled, or belongs to an earlier delivery.");
        }
    }
}
