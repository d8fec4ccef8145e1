using System.Diagnostics.CodeAnalysis;

namespace Actors.Runtime.Consumers;

/// <summary>An actor's consumers by the numbers its machine knows them by. On the actor's turn only.</summary>
internal sealed class ActorConsumers
{
    private readonly Dictionary<int, ActorConsumer> _consumers = [];
    private int _last;

    /// <summary>Gives a consumer a number that none has had.</summary>
    public int Add(ActorConsumer consumer)
    {
        _consumers.Add(++_last, consumer);
        return _last;
    }

    public void Remove(int number) => _consumers.Remove(number);

    public bool TryGet(int number, [NotNullWhen(true)] out ActorConsumer? consumer) => _consumers.TryGetValue(number, out consumer);

    /// <summary>Closes the consumers of one subscription.</summary>
    public void Close(int subscription, BrokerException reason)
    {
        foreach (var (number, consumer) in _consumers.Where(entry => entry.Value.Subscription == subscription).ToList())
        {
            _consumers.Remove(number);
            consumer.Closed(reason);
        }
    }

    /// <summary>Tells the consumers of one subscription that what they hold is not theirs any more.</summary>
    public void LoseLeases(int subscription)
    {
        foreach (var consumer in _consumers.Values.Where(consumer => consumer.Subscription == subscription))
        {
            consumer.LeasesLost();
        }
    }

    /// <summary>Lets go of all consumers.</summary>
    /// <param name="reason">What they are told.</param>
    /// <param name="returns">Whether the actor comes back in another life, and they with it.</param>
    public void CloseAll(BrokerException reason, bool returns)
    {
        foreach (var consumer in _consumers.Values)
        {
            if (returns)
            {
                consumer.Orphaned(reason);
            }
            else
            {
                consumer.Closed(reason);
            }
        }

        _consumers.Clear();
    }
}
