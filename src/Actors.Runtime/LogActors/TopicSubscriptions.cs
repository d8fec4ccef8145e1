using System.Collections.Concurrent;
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

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => _numbers.Keys;

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

        _actor.RequireRoom(DefinitionBytes);
        var most = _actor.Host.Limits.SubscriptionsPerTopic;
        if (_numbers.Count >= most)
        {
            throw new BrokerException(ErrorCode.LimitExceeded, $"The topic '{_actor.Name}' has {_numbers.Count} subscriptions; at most {most} are allowed ({nameof(Limits.SubscriptionsPerTopic)}).");
        }

        var number = _actor.Machine.NextSubscription;
        _actor.Machine.Subscribe(number, name, policy, turn.Step);
        _numbers[name] = number;
        _actor.Filters.Add(number, policy);
        return true;
    }

    /// <summary>Removes a subscription; its consumers are closed. On the actor's turn.</summary>
    public bool Remove(string name, Turn turn)
    {
        turn.Step.MustSync = true;
        if (!_numbers.TryRemove(name, out var number))
        {
            return false;
        }

        _actor.Machine.Unsubscribe(number, turn.Step);
        _actor.Filters.Remove(number);
        _actor.Consumers.Close(number, new BrokerException(ErrorCode.Deleted, $"'{EntityName.Subscription(_actor.Name, name)}' was deleted."));
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
}
