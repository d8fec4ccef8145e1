using System.Collections.Concurrent;
using Actors.Cluster.Grains;

namespace Actors.Cluster.Clients;

/// <summary>The way to one queue or topic.</summary>
internal sealed class EntityRoute(ILogGrain grain)
{
    // The settlements of a queue, whose subscription has no name, are under the one name no subscription can have.
    private readonly ConcurrentDictionary<string, SettlePump> _settlements = new(StringComparer.Ordinal);

    public ILogGrain Grain => grain;

    public PublishPump Publishes { get; } = new(grain);

    public SettlePump Settlements(string? subscription) =>
        _settlements.GetOrAdd(subscription ?? "", static (name, grain) => new SettlePump(grain, name.Length == 0 ? null : name), grain);
}
