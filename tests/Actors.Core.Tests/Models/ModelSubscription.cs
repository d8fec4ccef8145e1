using Actors.Core.Offsets;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;

namespace Actors.Core.Tests.Models;

/// <summary>What a subscription should do, said with a plain list of messages and no thought of speed.</summary>
internal sealed class ModelSubscription(int number, SubscriptionPolicy policy, Expectations expected)
{
    public SubscriptionPolicy Policy { get; } = policy;

    /// <summary>Every message that is not settled.</summary>
    public SortedDictionary<long, ModelMessage> Messages { get; } = [];

    public Dictionary<int, ModelConsumer> Consumers { get; } = [];

    /// <summary>Departures as the machine announced them, to be reported back run by run.</summary>
    public List<OffsetRun> Departures { get; } = [];

    public int Count(MessageState state) => Messages.Values.Count(message => message.State == state);

    public int Credit(int consumer) => Consumers[consumer].Prefetch - Messages.Values.Count(message => message.State == MessageState.Leased && message.Consumer == consumer);

    /// <summary>A message comes, perhaps with a delay and a life of its own.</summary>
    public void Append(long offset, long delay, long timeToLive, long now)
    {
        var message = new ModelMessage { ExpiresAt = ExpiryOf(now + delay, timeToLive) };
        message.Become(delay > 0 ? MessageState.Delayed : MessageState.Ready, delay > 0 ? now + delay : 0);
        Messages.Add(offset, message);
    }

    public bool Cancel(long offset)
    {
        if (!Waits(offset))
        {
            return false;
        }

        Remove(offset);
        return true;
    }

    public bool Reschedule(long offset, long deliverAt, long timeToLive)
    {
        if (!Waits(offset))
        {
            return false;
        }

        var message = Messages[offset];
        message.Become(MessageState.Delayed, deliverAt);
        message.ExpiresAt = message.Attempt > 0 ? message.ExpiresAt : ExpiryOf(deliverAt, timeToLive);
        return true;
    }

    /// <summary>Checks that handing this run to this consumer is what the contract says, and does it.</summary>
    public void Deliver(Effect effect, long now)
    {
        Assert.True(Consumers.TryGetValue(effect.Consumer, out var consumer), $"{effect} goes to nobody.");
        Assert.True(Credit(effect.Consumer) >= effect.Run.Count, $"{effect} goes over the prefetch.");
        var oldest = Messages.Where(entry => entry.Value.State == MessageState.Ready).Take((int)effect.Run.Count).ToList();
        Assert.Equal(Offsets(effect.Run), oldest.Select(entry => entry.Key));
        foreach (var (_, message) in oldest)
        {
            Assert.Equal(message.Attempt + 1, effect.Attempt);
            message.Attempt++;
            message.Become(MessageState.Leased, now + consumer!.LeaseTimeout);
            message.Consumer = effect.Consumer;
        }
    }

    /// <summary>Settles what is held of a run; the rest is stale.</summary>
    public IEnumerable<long> Settle(ModelCommand command, long now)
    {
        foreach (var offset in Offsets(command.Run))
        {
            if (!Holds(offset, command.Attempt))
            {
                yield return offset;
                continue;
            }

            switch (command.Verb)
            {
                case SettleVerb.Ack:
                    Remove(offset);
                    break;
                case SettleVerb.Reject:
                    Depart(offset, failed: true, DeadLetterReason.Rejected);
                    break;
                default:
                    GiveBack(offset, command.Verb == SettleVerb.Nack, command.Time > TimeSpan.Zero ? now + command.Time.Ticks : 0, now);
                    break;
            }
        }
    }

    /// <summary>Prolongs what is held of a run; the rest is stale.</summary>
    public IEnumerable<long> Extend(ModelCommand command, long now)
    {
        foreach (var offset in Offsets(command.Run))
        {
            if (Holds(offset, command.Attempt))
            {
                Messages[offset].Until = now + command.Time.Ticks;
            }
            else
            {
                yield return offset;
            }
        }
    }

    public void Leave(int consumer, bool lost, long now)
    {
        if (!Consumers.Remove(consumer, out var found))
        {
            return;
        }

        // Of what a lost consumer held, only the oldest has failed.
        foreach (var (offset, _) in Messages.Where(entry => entry.Value.State == MessageState.Leased && entry.Value.Consumer == consumer).ToList())
        {
            GiveBack(offset, lost, until: 0, now);
            lost = false;
        }

        if (!found.Once && Policy.Ephemeral && !Consumers.Values.Any(other => !other.Once))
        {
            expected.Vacated(number);
        }
    }

    public long Purge()
    {
        var removed = Messages.Where(entry => entry.Value.State is MessageState.Ready or MessageState.Delayed).Select(entry => entry.Key).ToList();
        removed.ForEach(Remove);
        return removed.Count;
    }

    public void Departed(OffsetRun run)
    {
        Departures.Remove(run);
        foreach (var offset in Offsets(run))
        {
            Remove(offset);
        }
    }

    public void Tick(long now)
    {
        foreach (var (offset, message) in Messages.Where(entry => entry.Value.Until > 0 && entry.Value.Until <= now).ToList())
        {
            if (message.State == MessageState.Leased)
            {
                GiveBack(offset, failed: true, until: 0, now);
            }
            else
            {
                message.Become(MessageState.Ready);
            }
        }

        foreach (var (offset, message) in Messages.Where(entry => entry.Value.ExpiresAt > 0 && entry.Value.ExpiresAt <= now).ToList())
        {
            if (message.State == MessageState.Leased)
            {
                message.Lapsed = true;
            }
            else if (message.State != MessageState.DeadLettered)
            {
                Depart(offset, failed: false, DeadLetterReason.Expired);
            }
        }
    }

    public void EndWaits(long now)
    {
        foreach (var (id, _) in Consumers.Where(entry => entry.Value.WaitsUntil <= now).ToList())
        {
            Consumers.Remove(id);
            expected.Ended(id);
        }
    }

    /// <summary>The broker died: nobody consumes, nothing is held, and departures set out again.</summary>
    public void Restart()
    {
        Consumers.Clear();
        Departures.Clear();
        foreach (var (offset, message) in Messages)
        {
            message.Lapsed = false;
            if (message.State == MessageState.Leased)
            {
                message.Become(MessageState.Ready);
            }
            else if (message.State == MessageState.DeadLettered)
            {
                expected.DeadLettered(number, offset);
            }
        }
    }

    public ModelSubscription Copy(Expectations others)
    {
        var copy = new ModelSubscription(number, Policy, others);
        foreach (var (offset, message) in Messages)
        {
            copy.Messages.Add(offset, message.Copy());
        }

        return copy;
    }

    private static IEnumerable<long> Offsets(OffsetRun run) => Enumerable.Range(0, (int)run.Count).Select(at => run.First + at);

    private bool Holds(long offset, int attempt) =>
        Messages.TryGetValue(offset, out var message) && message.State == MessageState.Leased && message.Attempt == attempt;

    private bool Waits(long offset) => Messages.TryGetValue(offset, out var message) && message.State is MessageState.Ready or MessageState.Delayed;

    // The shorter of two lives counts.
    private long ExpiryOf(long start, long timeToLive)
    {
        var lives = new[] { timeToLive, Policy.TimeToLive }.Where(life => life > 0).ToList();
        return lives.Count == 0 ? 0 : start + lives.Min();
    }

    private void GiveBack(long offset, bool failed, long until, long now)
    {
        var message = Messages[offset];
        if (message.Lapsed)
        {
            Depart(offset, failed, DeadLetterReason.Expired);
            return;
        }

        if (failed && Policy.DeliveryLimit > 0 && message.Failures + 1 >= Policy.DeliveryLimit)
        {
            Depart(offset, failed: true, DeadLetterReason.DeliveryLimit);
            return;
        }

        var delays = Policy.RetryDelays;
        if (failed && until == 0 && delays.Count > 0 && delays[Math.Min(message.Failures, delays.Count - 1)] is { Ticks: > 0 } delay)
        {
            until = now + delay.Ticks;
        }

        message.Failures += failed ? 1 : 0;
        message.Become(until > 0 ? MessageState.Delayed : MessageState.Ready, until);
    }

    private void Depart(long offset, bool failed, DeadLetterReason reason)
    {
        if (Policy.DeadLetterQueue.Length == 0)
        {
            Remove(offset);
            return;
        }

        Messages[offset].Failures += failed ? 1 : 0;
        Messages[offset].Become(MessageState.DeadLettered);
        expected.DeadLettered(number, offset, reason);
    }

    private void Remove(long offset)
    {
        Messages.Remove(offset);
        expected.Settled(offset);
    }
}
