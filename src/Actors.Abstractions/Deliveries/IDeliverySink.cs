namespace Actors;

/// <summary>Where a consumer's deliveries go. Calls come one at a time and must be quick: copy what is needed and return.</summary>
public interface IDeliverySink
{
    /// <summary>Takes a run of messages. The consumer holds their leases from now on.</summary>
    /// <param name="run">The messages; valid only during the call.</param>
    void Deliver(in DeliveryRun run);

    /// <summary>
    /// Everything delivered so far will be delivered again, because the connection it came over broke: what nobody has
    /// seen yet may be dropped. Deliveries go on afterwards.
    /// </summary>
    void LeasesLost()
    {
    }

    /// <summary>Nothing more will come: the consumer was closed, its source deleted, or the broker is leaving. Called once.</summary>
    /// <param name="reason">Why; null after an orderly close by the consumer itself.</param>
    void Closed(BrokerException? reason);
}
