namespace Actors.Core.Times;

/// <summary>When a message may be delivered, in ticks of UTC.</summary>
/// <param name="DeliverAt">Not before; 0 for at once.</param>
/// <param name="ExpiresAt">Not from then on; 0 for never.</param>
internal readonly record struct MessageTimes(long DeliverAt, long ExpiresAt);
