namespace Actors.Runtime.Descriptions;

/// <summary>How fast a subscription works.</summary>
/// <param name="DeliveredTotal">Deliveries at the last sample.</param>
/// <param name="AckedTotal">Acks at the last sample.</param>
/// <param name="Delivered">Deliveries per second.</param>
/// <param name="Acked">Acks per second.</param>
internal readonly record struct SubscriptionRates(long DeliveredTotal, long AckedTotal, double Delivered, double Acked);
