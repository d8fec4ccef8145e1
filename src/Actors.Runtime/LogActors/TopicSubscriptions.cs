using System.Collections.Concurrent;
using Actors.Core.Logs;
using Actors.Core.Subscriptions;

namespace Actors.Runtime.LogActors;

/// <summary>The subscriptions of a topic by name; of a queue, whose one subscription has none, nothing. Names may be looked up on any thread.</summary>
internal sealed class TopicSubscriptions
{
    // More than any definition takes.
    private const int DefinitionBytes = 4096;

    // Small at first: there may be ten thousand actors that never have a name in it.
    private readonly ConcurrentDictionary<string, int> _numbers = new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal);
    private readonly LogActor _actor;

    /// <summary>Knows those that recovery found.</summary>
    public TopicSubscriptions(LogActor actor)
    {
        _actor = actor;
        foreach (var number in actor.Machine.Subscriptions.Where(_ => actor.Kind == EntityKind.Topic))
        {
            _numbers[actor.Machine.NameOf(number)] = number;
        }
    }

    /// <summary>The names, without those of snapshots.</summary>
    public IEnumerable<string> Names => _numbers.Keys.Where(name => !TopicReading.IsSnapshot(name));

    /// <summary>Whether there is one of that name.</summary>
    public bool Has(string subscription) => _numbers.ContainsKey(subscription);

    /// <summary>The number of a subscription by its name.</summary>
    public int NumberOf(string subscription) => _numbers.TryGetValue(subscription, out var number)
        ? number
        : throw new BrokerException(ErrorCode.NotFound, $"The topic '{_actor.Name}' has no subscription '{subscription}'.");

    /// <summary>Makes sure a subscription is there. On the actor's turn.</summary>
    public bool Declare(string name, SubscriptionPolicy policy, Turn turn)
    {
        turn.Step.MustSync = true;
        if (_numbers.TryGetValue(name, out var existing))
        {
            var difference = _actor.Machine.PolicyOf(existing).DifferenceTo(policy);
            _actor.Machine.Touch(existing, turn.Now, turn.Step);
            return difference is null ? true : throw Mismatch.Of($"subscription '{EntityName.Subscription(_actor.Name, name)}'", difference);
        }

        RequireRoom();
        var number = _actor.Machine.NextSubscription;
        _actor.Machine.Subscribe(number, name, policy, turn.Step);
        _numbers[name] = number;
        _actor.Filters.Add(number, policy);
        return true;
    }

    /// <summary>Removes a subscription with its snapshots, or one of those; its consumers are closed. On the actor's turn.</summary>
    public bool Remove(string name, Turn turn)
    {
        turn.Step.MustSync = true;
        if (!_numbers.TryRemove(name, out var number))
        {
            return false;
        }

        Unsubscribe(number, turn);
        _actor.Consumers.Close(number, new BrokerException(ErrorCode.Deleted, $"'{EntityName.Subscription(_actor.Name, name)}' was deleted."));
        foreach (var (snapshot, copy) in _numbers.Where(entry => entry.Key.StartsWith(name + EntityName.Separator, StringComparison.Ordinal)))
        {
            _numbers.TryRemove(snapshot, out _);
            Unsubscribe(copy, turn);
        }

        return true;
    }

    /// <summary>Remembers what a subscription has settled, under a name; in place of what had that name before. On the actor's turn.</summary>
    public bool Snapshot(string subscription, string name, Turn turn)
    {
        turn.Step.MustSync = true;
        RequireRoom();
        var number = NumberOf(subscription);
        var address = EntityName.Subscription(subscription, name);
        var before = _numbers.TryGetValue(address, out var old) ? old : -1;
        var copy = _actor.Machine.NextSubscription;
        TopicReading.Copy(_actor.Machine, number, copy, address, turn.Step);
        _numbers[address] = copy;
        _actor.Filters.Add(copy, _actor.Machine.PolicyOf(copy));
        if (before >= 0)
        {
            Unsubscribe(before, turn);
        }

        return true;
    }

    /// <summary>Begins to collect what reaches a subscription that is not there yet. On the actor's turn.</summary>
    public int OpenReader(string name, SubscriptionPolicy policy, Turn turn)
    {
        RequireRoom();
        var number = _actor.Machine.NextSubscription;
        _actor.Machine.Subscribe(number, $"{name}{EntityName.Separator}", policy.ForSnapshot() with { Ephemeral = true }, turn.Step);
        _actor.Filters.Add(number, policy);
        return number;
    }

    /// <summary>Ends what <see cref="OpenReader"/> began. On the actor's turn.</summary>
    public bool CloseReader(int number, Turn turn)
    {
        Unsubscribe(number, turn);
        return true;
    }

    /// <summary>Removes an ephemeral subscription, unless a consumer came meanwhile. On the actor's turn.</summary>
    public bool RemoveIfVacant(int subscription, Turn turn) =>
        _actor.Machine.Has(subscription) && _actor.Machine.Count(subscription).Consumers == 0 && Remove(_actor.Machine.NameOf(subscription), turn);

    /// <summary>Forgets the names of those that are gone. On the actor's turn.</summary>
    public void ForgetGone()
    {
        foreach (var (name, number) in _numbers.Where(entry => !_actor.Machine.Has(entry.Value)))
        {
            _numbers.TryRemove(name, out _);
            _actor.Filters.Remove(number);
        }
    }

    private void Unsubscribe(int number, Turn turn)
    {
        _actor.Machine.Unsubscribe(number, turn.Step);
        _actor.Filters.Remove(number);
    }

    private void RequireRoom()
    {
        _actor.RequireRoom(DefinitionBytes);
        var most = _actor.Host.Limits.SubscriptionsPerTopic;
        if (_numbers.Count >= most)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"The topic '{_actor.Name}' has {_numbers.Count} subscriptions; at most {most} are allowed ({nameof(Limits.SubscriptionsPerTopic)}).");
        }
    }
}
