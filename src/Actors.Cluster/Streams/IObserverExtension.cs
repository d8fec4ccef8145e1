namespace Actors.Cluster.Streams;

/// <summary>How events reach the observers of a grain.</summary>
[Alias("actors.stream-observers")]
internal interface IObserverExtension : IGrainExtension
{
    /// <summary>Hands events to the observer of a subscription; the grain is activated for it.</summary>
    /// <param name="topic">The stream's topic.</param>
    /// <param name="subscriber">The subscription's name in it.</param>
    /// <param name="parcel">The events.</param>
    /// <returns>How many were handled.</returns>
    /// <remarks>A handler that takes longer than this is given up: its events come again.</remarks>
    [Alias("deliver"), ResponseTimeout("01:00:00")]
    Task<HandledEvents> DeliverAsync(string topic, string subscriber, EventParcel parcel);
}
