using System.Collections.Concurrent;
using System.Diagnostics;

namespace Actors.Sample.Tenants;

/// <summary>How long the requests of each tenant waited, from being published to being begun.</summary>
internal sealed class WaitingTimes
{
    private readonly ConcurrentDictionary<string, long> _sent = new();
    private readonly ConcurrentDictionary<string, ConcurrentBag<TimeSpan>> _waits = new();

    /// <summary>A request is about to be published.</summary>
    /// <param name="id">Its id.</param>
    public void Sent(string id) => _sent[id] = Stopwatch.GetTimestamp();

    /// <summary>The work on a request begins. One of an earlier run, or one that begins again, is not counted.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="id">Its id.</param>
    public void Begun(string tenant, string id)
    {
        if (_sent.TryRemove(id, out var sent))
        {
            _waits.GetOrAdd(tenant, static _ => []).Add(Stopwatch.GetElapsedTime(sent));
        }
    }

    /// <summary>Half of a tenant's requests waited no longer than this.</summary>
    /// <param name="tenant">Which tenant.</param>
    public TimeSpan MedianOf(string tenant) => Sorted(tenant) is { Length: > 0 } waits ? waits[waits.Length / 2] : TimeSpan.Zero;

    /// <summary>None of a tenant's requests waited longer than this.</summary>
    /// <param name="tenant">Which tenant.</param>
    public TimeSpan LongestOf(string tenant) => Sorted(tenant) is [.., var longest] ? longest : TimeSpan.Zero;

    private TimeSpan[] Sorted(string tenant) => _waits.TryGetValue(tenant, out var waits) ? [.. waits.Order()] : [];
}
