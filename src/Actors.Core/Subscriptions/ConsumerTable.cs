using System.Diagnostics.CodeAnalysis;

namespace Actors.Core.Subscriptions;

/// <summary>Who takes messages from one subscription, and who of them may be served at this moment.</summary>
/// <param name="policy">Whether there is one active consumer, or one at all.</param>
internal sealed class ConsumerTable(SubscriptionPolicy policy)
{
    private readonly Dictionary<int, Consumer> _consumers = [];
    private readonly ConsumerRing _ring = new();

    // The one that is served where only one is.
    private Consumer? _active;

    /// <summary>How many are attached.</summary>
    public int Attached { get; private set; }

    /// <summary>Whether anybody is there, attached or receiving.</summary>
    public bool IsEmpty => _consumers.Count == 0;

    /// <summary>How many messages those that are served would take at once.</summary>
    public long Credit => _ring.Credit;

    /// <summary>How many may be waiting for their turn.</summary>
    public int Waiting => _ring.Count;

    /// <summary>How many others may be waiting that share with a consumer what there is.</summary>
    public int Beside(Consumer consumer) => _ring.Beside(consumer);

    /// <summary>Refuses a consumer where another one is alone, or that wants to be alone where there are others.</summary>
    /// <param name="wantsAll">Whether it wants to be alone.</param>
    /// <param name="replaces">The number of one that leaves for it; 0 for none.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.LimitExceeded"/>.</exception>
    public void RequireRoom(bool wantsAll, int replaces)
    {
        var others = _consumers.Values.Where(consumer => !consumer.Once && consumer.Id != replaces).ToList();
        if (others.Count == 0 || !(wantsAll || policy.Exclusive || others.Exists(consumer => consumer.IsExclusive)))
        {
            return;
        }

        throw new BrokerException(
            ErrorCode.LimitExceeded,
            policy.Exclusive ? $"The definition is {nameof(ConsumptionPolicy.Exclusive)}: one consumer is allowed, and one is attached."
            : wantsAll ? $"{others.Count} consumers are attached; an exclusive one has to be alone."
            : "An exclusive consumer is attached.");
    }

    public void Add(Consumer consumer)
    {
        _consumers.Add(consumer.Id, consumer);
        Attached += consumer.Once ? 0 : 1;
        if (policy.SingleActiveConsumer && !consumer.Once)
        {
            _active ??= consumer;
        }

        Serve(consumer);
    }

    public bool TryGet(int number, [NotNullWhen(true)] out Consumer? consumer) => _consumers.TryGetValue(number, out consumer);

    /// <summary>A consumer leaves; where it was the active one, another takes over: of the highest priority the one attached first.</summary>
    public bool TryRemove(int number, [NotNullWhen(true)] out Consumer? consumer)
    {
        if (!_consumers.Remove(number, out consumer))
        {
            return false;
        }

        consumer.Left = true;
        Attached -= consumer.Once ? 0 : 1;
        if (policy.SingleActiveConsumer && (consumer == _active || Attached == 0))
        {
            _active = _consumers.Values.Where(other => !other.Once).OrderByDescending(other => other.Priority).ThenBy(other => other.Id).FirstOrDefault();
            foreach (var other in _consumers.Values)
            {
                Serve(other);
            }
        }

        return true;
    }

    /// <summary>A consumer may have credit again.</summary>
    public void Serve(Consumer consumer)
    {
        if (MayTake(consumer))
        {
            _ring.Enter(consumer);
        }
    }

    /// <summary>Takes the consumer whose turn it is.</summary>
    public bool TryTake([NotNullWhen(true)] out Consumer? consumer)
    {
        while (_ring.TryTake(out consumer))
        {
            if (MayTake(consumer))
            {
                return true;
            }
        }

        return false;
    }

    // A receive gets nothing while somebody is attached: it could only take messages out of their order.
    private bool MayTake(Consumer consumer) => !policy.SingleActiveConsumer || (consumer.Once ? Attached == 0 : consumer == _active);
}
