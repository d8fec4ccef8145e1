using Actors.Protocol.Native;

namespace Actors.Outgoing;

/// <summary>One Settle frame that wants an answer, for the calls that went into it.</summary>
internal sealed class SettleRequest : Pending
{
    private readonly List<SettleWaiter> _waiters = [];

    /// <summary>How many settlements there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a call.</summary>
    public void Add(SettleWaiter waiter)
    {
        _waiters.Add(waiter);
        Count += waiter.Settlements.Length;
    }

    /// <summary>The settlements of all calls.</summary>
    public ReadOnlyMemory<Settlement> Settlements()
    {
        if (_waiters.Count == 1)
        {
            return _waiters[0].Settlements;
        }

        var all = new Settlement[Count];
        var at = 0;
        foreach (var waiter in _waiters)
        {
            waiter.Settlements.CopyTo(all.AsMemory(at));
            at += waiter.Settlements.Length;
        }

        return all;
    }

    /// <inheritdoc/>
    public override bool Answer(in Frame frame)
    {
        var stale = Answers.Expect<SettledFrame>(frame).Stale;
        foreach (var waiter in _waiters)
        {
            waiter.Settled(stale.Span);
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Fail(BrokerException error)
    {
        foreach (var waiter in _waiters)
        {
            waiter.TrySetException(error.Copy());
        }
    }
}
