using System.Collections.Concurrent;
using Actors.Cluster.Grains;

namespace Actors.Cluster.Clients;

/// <summary>The way to one queue, topic or exchange.</summary>
internal sealed class EntityRoute(string name, ILogGrain grain, ClusterBroker broker)
{
    // The settlements of a queue, whose subscription has no name, are under the one name no subscription can have.
    private readonly ConcurrentDictionary<string, SettlePump> _settlements = new(StringComparer.Ordinal);

    private PublishPump? _publishes;

    public ILogGrain Grain => grain;

    /// <summary>Ends when the last change of a consumer's prefetch has arrived: what is published or settled afterwards must find it made.</summary>
    public Task Changes { get; set; } = Task.CompletedTask;

    public PublishPump Publishes => LazyInitializer.EnsureInitialized(ref _publishes, () => new PublishPump(name, grain, broker, () => Changes));

    public SettlePump Settlements(string? subscription) =>
        _settlements.GetOrAdd(subscription ?? "", static (name, route) => route.Pump(name), this);

    private SettlePump Pump(string subscription) => new(grain, broker.Calls, () => Changes, subscription.Length == 0 ? null : subscription);
}
