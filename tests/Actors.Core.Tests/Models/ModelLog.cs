using Actors.Core.Steps;

namespace Actors.Core.Tests.Models;

/// <summary>What a log and its subscriptions should do.</summary>
internal sealed class ModelLog
{
    public const int MessageBytes = 10;

    public ModelLog() => Expected = new Expectations { IsFree = offset => !IsNeeded(offset) };

    public Expectations Expected { get; }

    public SortedDictionary<int, ModelSubscription> Subscriptions { get; } = [];

    public long Next { get; private set; }

    public IEnumerable<long> Needed => Subscriptions.Values.SelectMany(subscription => subscription.Messages.Keys).Distinct().Order();

    public void Publish(ModelCommand command, long now)
    {
        for (var index = 0; index < command.Count; index++, Next++)
        {
            var timed = command.Every > 0 && index % command.Every == 0;
            foreach (var subscription in Subscriptions.Values)
            {
                subscription.Append(Next, timed ? command.Time.Ticks : 0, timed ? command.TimeToLive.Ticks : 0, now);
            }
        }
    }

    public void Unsubscribe(int number)
    {
        Subscriptions.Remove(number, out var gone);
        Expected.Forget(number);
        foreach (var offset in gone!.Messages.Keys)
        {
            Expected.Settled(offset);
        }
    }

    public void Tick(long now)
    {
        foreach (var subscription in Subscriptions.Values)
        {
            subscription.Tick(now);
        }
    }

    public void EndWaits(long now)
    {
        foreach (var subscription in Subscriptions.Values)
        {
            subscription.EndWaits(now);
        }
    }

    public void Restart()
    {
        foreach (var number in Subscriptions.Where(entry => entry.Value.Policy.Ephemeral).Select(entry => entry.Key).ToList())
        {
            Unsubscribe(number);
        }

        foreach (var subscription in Subscriptions.Values)
        {
            subscription.Restart();
        }
    }

    /// <summary>A copy as it will be after a crash.</summary>
    public ModelLog Recovered()
    {
        var copy = new ModelLog { Next = Next };
        foreach (var (number, subscription) in Subscriptions)
        {
            copy.Subscriptions.Add(number, subscription.Copy(copy.Expected));
        }

        copy.Restart();
        return copy;
    }

    /// <summary>Follows an effect, or refuses it.</summary>
    public void See(Effect effect, long now)
    {
        if (effect.Kind == EffectKind.Deliver)
        {
            Subscriptions[effect.Subscription].Deliver(effect, now);
            return;
        }

        if (effect.Kind == EffectKind.ReceiveEnded && Subscriptions.TryGetValue(effect.Subscription, out var source) && source.Consumers.Remove(effect.Consumer))
        {
            // It got something in this step, which is what ends a receive before its time.
            Assert.Contains(source.Messages.Values, message => message.Consumer == effect.Consumer && message.State == MessageState.Leased);
            return;
        }

        Expected.See(effect);
        if (effect.Kind == EffectKind.DeadLetter)
        {
            Subscriptions[effect.Subscription].Departures.Add(effect.Run);
        }
    }

    private bool IsNeeded(long offset) => Subscriptions.Values.Any(subscription => subscription.Messages.ContainsKey(offset));
}
