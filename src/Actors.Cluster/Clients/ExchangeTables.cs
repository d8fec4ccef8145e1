using System.Collections.Concurrent;
using Actors.Cluster.Grains;
using Actors.Cluster.Wire;
using Actors.Core.Exchanges;

namespace Actors.Cluster.Clients;

/// <summary>
/// One broker instance's copies of the exchanges it publishes through, and of those they lead to. A copy is asked for again
/// when it is a second old; what the instance itself changed, it knows at once.
/// </summary>
internal sealed class ExchangeTables(IGrainFactory grains, GrainCalls calls)
{
    private static readonly long FreshMilliseconds = 1000;

    private readonly ConcurrentDictionary<string, Copy> _copies = new(StringComparer.Ordinal);

    // A name without an exchange is remembered, too: alternate exchanges need not exist.
    private sealed record Copy(BoundExchange? Exchange, long CheckedAt);

    /// <summary>The copy of an exchange; null if there is none of that name.</summary>
    public BoundExchange? Find(string name) => _copies.GetValueOrDefault(name)?.Exchange;

    /// <summary>Whether all that a publish through an exchange needs is here and not too old.</summary>
    public bool IsFresh(string name) => Stale(name).Count == 0;

    /// <summary>Asks for all that a publish through an exchange needs and that is not here, or too old.</summary>
    public async Task RefreshAsync(string name)
    {
        for (var stale = Stale(name); stale.Count > 0; stale = Stale(name))
        {
            await Task.WhenAll(stale.Select(FetchAsync)).ConfigureAwait(false);
        }
    }

    /// <summary>An exchange was changed through this instance.</summary>
    /// <param name="name">The exchange.</param>
    /// <param name="table">As it is now; null if it is gone.</param>
    public void Keep(string name, ExchangeTable? table)
    {
        var copy = new Copy(table is null ? null : ExchangeState.ToBound(table), Environment.TickCount64);
        _copies.AddOrUpdate(name, copy, (_, known) => IsOlder(copy, known) ? known : copy);
    }

    /// <summary>A name was deleted or declared through this instance: whatever leads there has to be asked for again.</summary>
    public void Forget(string name)
    {
        _copies.TryRemove(name, out _);
        foreach (var (exchange, copy) in _copies)
        {
            if (copy.Exchange?.Bindings.Any(binding => binding.Definition.Destination == name) == true)
            {
                _copies.TryRemove(new(exchange, copy));
            }
        }
    }

    // Answers may overtake one another; versions only grow.
    private static bool IsOlder(Copy copy, Copy known) => copy.Exchange is { } asked && known.Exchange is { } current && asked.Version < current.Version;

    private async Task FetchAsync(string name)
    {
        var known = _copies.GetValueOrDefault(name);
        var askedAt = Environment.TickCount64;
        var change = await calls.RepeatAsync(() => grains.GetGrain<IExchangeGrain>(name).TableAsync(known?.Exchange?.Version ?? 0), CancellationToken.None).ConfigureAwait(false);
        var copy = new Copy(change.IsChanged ? change.Table is null ? null : ExchangeState.ToBound(change.Table) : known?.Exchange, askedAt);
        _copies.AddOrUpdate(name, copy, (_, now) => IsOlder(copy, now) ? now : copy);
    }

    private List<string> Stale(string root)
    {
        var oldest = Environment.TickCount64 - FreshMilliseconds;
        var stale = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { root };
        var ahead = new Stack<string>([root]);
        while (ahead.TryPop(out var name))
        {
            if (_copies.GetValueOrDefault(name) is not { } copy || copy.CheckedAt < oldest)
            {
                stale.Add(name);
            }
            else if (copy.Exchange is { } exchange)
            {
                foreach (var next in exchange.NextExchanges.Where(seen.Add))
                {
                    ahead.Push(next);
                }
            }
        }

        return stale;
    }
}
