using Actors.Core.Traits;

namespace Actors.Core.Tests.Schedulers;

/// <summary>What a scheduler should do, said with plain lists and no thought of speed; budgets apart, which are a matter of time.</summary>
internal sealed class SchedulerModel(QueueDefinition policy)
{
    private readonly SortedDictionary<long, MessageTraits> _ready = [];
    private readonly Dictionary<long, ulong> _held = [];

    // Since a key has had messages waiting without a break: how many of each other key went before its next one.
    private readonly Dictionary<ulong, Dictionary<ulong, int>> _passed = [];

    public IEnumerable<long> Ready => _ready.Keys;

    public IReadOnlyCollection<long> Held => _held.Keys;

    /// <summary>The message that has to be next; null for none. With fairness there may be several.</summary>
    public IEnumerable<long> Next()
    {
        var open = _ready.Where(entry => IsOpen(entry.Value.Key)).ToList();
        if (policy.Fairness == KeyFairness.None)
        {
            return open.OrderBy(entry => RankOf(entry.Value)).ThenBy(entry => entry.Key).Take(1).Select(entry => entry.Key);
        }

        return open.GroupBy(entry => entry.Value.Key).Select(key => key.OrderBy(entry => RankOf(entry.Value)).ThenBy(entry => entry.Key).First().Key);
    }

    public void Append(long offset, in MessageTraits traits) => _ready.Add(offset, traits);

    public void Take(long offset)
    {
        _ready.Remove(offset, out var traits);
        if (policy.ConcurrencyPerKey > 0 && traits.Key != 0)
        {
            _held.Add(offset, traits.Key);
            Assert.True(_held.Values.Count(key => key == traits.Key) <= policy.ConcurrencyPerKey, $"{offset} is one too many of its key.");
        }

        CheckShare(traits.Key);
    }

    public void Return(long offset, in MessageTraits traits)
    {
        _held.Remove(offset);
        _ready[offset] = traits;
    }

    public void Remove(long offset)
    {
        _held.Remove(offset);
        _ready.Remove(offset);
    }

    public void Hold(long offset, in MessageTraits traits)
    {
        _ready.Remove(offset);
        if (policy.ConcurrencyPerKey > 0 && traits.Key != 0)
        {
            _held[offset] = traits.Key;
        }
    }

    // With equal weights, between two of a key that always could go, another has one for this round and one for the next.
    private void CheckShare(ulong taken)
    {
        if (policy.Fairness != KeyFairness.ByCount || policy.KeyWeights.Count > 0)
        {
            return;
        }

        _passed.Remove(taken);
        var waiting = _ready.Values.Select(traits => traits.Key).Where(key => key != taken && IsOpen(key)).ToHashSet();
        foreach (var gone in _passed.Keys.Where(key => !waiting.Contains(key)).ToList())
        {
            _passed.Remove(gone);
        }

        foreach (var key in waiting)
        {
            var passed = _passed.TryGetValue(key, out var known) ? known : _passed[key] = [];
            passed[taken] = passed.GetValueOrDefault(taken) + 1;
            Assert.True(passed[taken] <= 2, $"Key {taken} went {passed[taken]} times while {key} waited.");
        }
    }

    private bool IsOpen(ulong key) => policy.ConcurrencyPerKey == 0 || key == 0 || _held.Values.Count(held => held == key) < policy.ConcurrencyPerKey;

    private long RankOf(in MessageTraits traits) => policy.Order switch
    {
        DeliveryOrder.Priority => policy.PriorityAgeing is { } ageing ? traits.PublishedAt - (traits.Priority * ageing.Ticks) : -traits.Priority,
        DeliveryOrder.Deadline => traits.Deadline == 0 ? long.MaxValue : traits.Deadline,
        _ => 0,
    };
}
