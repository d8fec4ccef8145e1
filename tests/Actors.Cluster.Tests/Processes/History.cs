using System.Collections.Concurrent;

namespace Actors.Cluster.Tests.Processes;

/// <summary>Everything that was sent, confirmed, delivered and settled, and what must hold of it.</summary>
internal sealed class History
{
    private readonly ConcurrentDictionary<long, bool> _confirmed = new();
    private readonly ConcurrentDictionary<long, bool> _acked = new();
    private readonly ConcurrentDictionary<long, int> _delivered = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentQueue<BrokerException> _failedPublishes = new();
    private long _last;

    public IReadOnlyCollection<BrokerException> FailedPublishes => _failedPublishes;

    public int Confirmed => _confirmed.Count;

    public long Sent() => Interlocked.Increment(ref _last);

    public void Confirm(long message) => _confirmed[message] = true;

    public void Fail(BrokerException error) => _failedPublishes.Enqueue(error);

    public void Deliver(long message)
    {
        _delivered.AddOrUpdate(message, 1, static (_, count) => count + 1);
        if (_acked.ContainsKey(message))
        {
            _violations.Enqueue($"message {message} was delivered after its ack had been answered");
        }
    }

    public void Ack(long message) => _acked[message] = true;

    public void Violate(string what) => _violations.Enqueue(what);

    /// <summary>Confirmed messages nobody has got an answered ack for yet.</summary>
    public IReadOnlyList<long> Missing() => [.. _confirmed.Keys.Where(message => !_acked.ContainsKey(message)).Order()];

    /// <summary>Confirmed messages that were never delivered at all.</summary>
    public IReadOnlyList<long> Undelivered() => [.. _confirmed.Keys.Where(message => !_delivered.ContainsKey(message)).Order()];

    public void Check()
    {
        Assert.True(_violations.IsEmpty, string.Join("; ", _violations.Take(5)));
        Assert.True(Undelivered().Count == 0, $"{Undelivered().Count} confirmed messages were lost, the first is {Undelivered().FirstOrDefault()}.");
    }
}
