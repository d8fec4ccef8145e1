namespace Actors;

/// <summary>A consumer attached to a queue or subscription. Disposing it gives its leases back at once.</summary>
public interface IConsumer : IAsyncDisposable
{
    /// <summary>The address it is attached to.</summary>
    string Source { get; }

    /// <summary>Changes how many unsettled messages the consumer may hold; 0 pauses it.</summary>
    /// <param name="prefetch">0 to <see cref="Limits.Prefetch"/>.</param>
    void SetPrefetch(int prefetch);

    /// <summary>Ends the consumer as if it had died: what it holds comes back at once, and the oldest message of it counts as failed.</summary>
    void Abandon();
}
