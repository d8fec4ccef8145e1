namespace Actors.Core.Subscriptions;

/// <summary>What is known of one message that was touched: leased, delayed, returned or on its way to the dead-letter queue.</summary>
internal struct Lease
{
    /// <summary>When the lease or the delay ends, in ticks of UTC.</summary>
    public long Until;

    /// <summary>Who holds it; 0 for nobody.</summary>
    public int Consumer;

    /// <summary>How often it was delivered; stays at its highest value once reached.</summary>
    public ushort Attempt;

    /// <summary>How many of those deliveries failed.</summary>
    public ushort Failures;
}
