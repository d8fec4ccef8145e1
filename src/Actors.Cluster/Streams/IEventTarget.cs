namespace Actors.Cluster.Streams;

/// <summary>Where a subscription's events go.</summary>
internal interface IEventTarget
{
    /// <summary>Hands events over, in order, and waits until they are handled.</summary>
    /// <param name="parcel">At least one event.</param>
    /// <exception cref="Exception">The subscriber cannot be reached.</exception>
    Task<HandledEvents> DeliverAsync(EventParcel parcel);
}
