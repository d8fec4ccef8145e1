namespace Actors.Cluster.Streams;

/// <summary>Who reads a stream.</summary>
internal enum SubscriberKind
{
    /// <summary>A grain that subscribed.</summary>
    Grain,

    /// <summary>The grains of a type, by an attribute on their class.</summary>
    Implicit,

    /// <summary>A service that is no grain; it reads by itself.</summary>
    Client,
}
