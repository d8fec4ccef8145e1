using Actors.Core.Steps;

namespace Actors.Core.Tests.Models;

/// <summary>What the model says the world must be told; effects are ticked off as they come, and nothing may remain.</summary>
internal sealed class Expectations
{
    private readonly Dictionary<(int Subscription, long Offset), DeadLetterReason> _reasons = [];
    private readonly HashSet<(int Subscription, long Offset)> _deadLetters = [];
    private readonly HashSet<int> _ended = [];
    private readonly HashSet<int> _vacated = [];
    private readonly SortedSet<long> _settled = [];
    private readonly HashSet<long> _free = [];

    /// <summary>Tells whether no subscription needs an offset any more.</summary>
    public required Func<long, bool> IsFree { get; init; }

    public void DeadLettered(int subscription, long offset, DeadLetterReason reason)
    {
        _reasons[(subscription, offset)] = reason;
        _deadLetters.Add((subscription, offset));
    }

    /// <summary>Again, after a crash: with the reason it had.</summary>
    public void DeadLettered(int subscription, long offset) => _deadLetters.Add((subscription, offset));

    public void Ended(int receive) => _ended.Add(receive);

    public void Vacated(int subscription) => _vacated.Add(subscription);

    public void Settled(long offset) => _settled.Add(offset);

    /// <summary>A subscription is gone, and all that was asked about it with it.</summary>
    public void Forget(int subscription)
    {
        _deadLetters.RemoveWhere(entry => entry.Subscription == subscription);
        _vacated.Remove(subscription);
    }

    public void See(Effect effect)
    {
        for (var offset = effect.Run.First; offset < effect.Run.End; offset++)
        {
            var message = (effect.Subscription, offset);
            Assert.True(effect.Kind == EffectKind.Free ? _free.Add(offset) : _deadLetters.Remove(message), $"{effect} was not expected for {offset}.");
            Assert.True(effect.Kind == EffectKind.Free || _reasons[message] == effect.Reason, $"{effect} gives another reason than {message}.");
        }

        Assert.True(effect.Kind != EffectKind.ReceiveEnded || _ended.Remove(effect.Consumer), $"{effect} was not expected.");
        Assert.True(effect.Kind != EffectKind.Vacated || _vacated.Remove(effect.Subscription), $"{effect} was not expected.");
    }

    public void AssertMet()
    {
        Assert.Empty(_deadLetters);
        Assert.Empty(_ended);
        Assert.Empty(_vacated);
        Assert.Equal(_settled.Where(IsFree), _free.Order());
        _settled.Clear();
        _free.Clear();
    }
}
