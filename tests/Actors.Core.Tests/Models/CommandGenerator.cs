using Actors.Core.Offsets;
using Actors.Core.Subscriptions;

namespace Actors.Core.Tests.Models;

/// <summary>Makes up the next command. Most make sense at the moment; some come late or ask for what is not there.</summary>
internal sealed class CommandGenerator(Random random, ModelCheck check)
{
    // Enough for several pages of 64 offsets, few enough to compare everything all the time.
    private const int MostNeeded = 500;

    private int _lastConsumer;
    private int _lastSubscription;
    private bool _turnDue;

    public ModelCommand Next()
    {
        if (_turnDue && random.Next(4) > 0)
        {
            _turnDue = false;
            return new ModelCommand(CommandKind.Turn);
        }

        _turnDue = true;
        return random.Next(100) switch
        {
            < 2 => Subscribe(),
            < 3 => On(CommandKind.Unsubscribe),
            < 22 => Publish(),
            < 30 => On(CommandKind.Attach) with { Consumer = ++_lastConsumer, Count = random.Next(Spread(300)), Time = Seconds(1, 60) },
            < 38 => On(CommandKind.Receive) with { Consumer = ++_lastConsumer, Count = random.Next(1, Spread(150)), Time = random.Next(2) * Seconds(1, 20) },
            < 42 => OfConsumer(CommandKind.SetPrefetch) with { Count = random.Next(Spread(200)) },
            < 45 => OfConsumer(random.Next(2) == 0 ? CommandKind.Detach : CommandKind.Lose),
            < 76 => OfRun(CommandKind.Settle) with { Verb = Verb() },
            < 80 => OfRun(CommandKind.Extend) with { Time = Seconds(1, 60) },
            < 81 => On(CommandKind.Purge),
            < 86 => Departed(),
            < 87 => OfMessage(CommandKind.Cancel),
            < 89 => OfMessage(CommandKind.Reschedule) with { Time = Seconds(-5, 60), TimeToLive = random.Next(2) * Seconds(1, 40) },
            < 95 => new ModelCommand(CommandKind.Wait) { Time = random.Next(3) == 0 ? Seconds(1, 60) : TimeSpan.FromMilliseconds(random.Next(1, 3000)) },
            < 97 => new ModelCommand(CommandKind.Snapshot),
            < 99 => new ModelCommand(CommandKind.Replay),
            _ => new ModelCommand(CommandKind.Restart) { Count = random.Next(2) },
        } is { } command ? Delayed(command) : throw new InvalidOperationException("Unreachable.");
    }

    private ModelCommand Delayed(ModelCommand command) =>
        command is { Kind: CommandKind.Settle, Verb: SettleVerb.Nack } && random.Next(2) == 0 ? command with { Time = Seconds(0, 30) } : command;

    private ModelCommand Subscribe()
    {
        var definition = new SubscriptionDefinition("t", "s")
        {
            LeaseTimeout = Seconds(1, 40),
            DeliveryLimit = random.Next(3) * random.Next(4),
            DeadLetterQueue = random.Next(3) == 0 ? "" : "dead-letters",
            Ephemeral = random.Next(4) == 0,
            MessageTimeToLive = random.Next(4) == 0 ? Seconds(1, 100) : null,
            RetryDelays = [.. Enumerable.Range(0, Math.Max(0, random.Next(6) - 2)).Select(_ => Seconds(0, 10))],
        };
        var policy = SubscriptionPolicy.Of(definition, definition.Address);
        return check.Model.Subscriptions.Count < 4
            ? new ModelCommand(CommandKind.Subscribe) { Subscription = ++_lastSubscription, Policy = policy }
            : new ModelCommand(CommandKind.Replay);
    }

    private ModelCommand Publish()
    {
        var publish = new ModelCommand(CommandKind.Publish) { Count = check.Model.Needed.Count() < MostNeeded ? random.Next(1, Spread(200)) : 1 };
        return random.Next(3) == 0
            ? publish with { Every = random.Next(1, 5), Time = random.Next(2) * Seconds(1, 60), TimeToLive = random.Next(2) * Seconds(1, 60) }
            : publish;
    }

    private ModelCommand OfMessage(CommandKind kind)
    {
        var on = On(kind);
        return check.Model.Subscriptions.TryGetValue(on.Subscription, out var subscription) && subscription.Messages.Count > 0
            ? on with { Run = new OffsetRun(subscription.Messages.Keys.ElementAt(random.Next(subscription.Messages.Count)), 1) }
            : on with { Run = new OffsetRun(random.Next(Spread(1000)), 1) };
    }

    private ModelCommand On(CommandKind kind) => new(kind) { Subscription = Pick(check.Model.Subscriptions.Keys) };

    private ModelCommand OfConsumer(CommandKind kind)
    {
        var on = On(kind);
        return check.Model.Subscriptions.TryGetValue(on.Subscription, out var subscription) && subscription.Consumers.Count > 0
            ? on with { Consumer = Pick(subscription.Consumers.Keys) }
            : on with { Consumer = random.Next(1, 10) };
    }

    private ModelCommand OfRun(CommandKind kind)
    {
        var on = On(kind);
        if (!check.Model.Subscriptions.TryGetValue(on.Subscription, out var subscription) || subscription.Count(MessageState.Leased) == 0)
        {
            return on with { Run = new OffsetRun(random.Next(Spread(1000)), random.Next(1, 100)), Attempt = 1 };
        }

        var leased = subscription.Messages.Where(entry => entry.Value.State == MessageState.Leased).ToList();
        var (first, message) = leased[random.Next(leased.Count)];
        var attempt = random.Next(10) > 0 ? message.Attempt : Math.Max(1, message.Attempt - 1);
        return on with { Run = new OffsetRun(Math.Max(0, first - random.Next(2)), random.Next(1, Spread(200))), Attempt = attempt };
    }

    private ModelCommand Departed()
    {
        var on = On(CommandKind.Departed);
        return check.Model.Subscriptions.TryGetValue(on.Subscription, out var subscription) && subscription.Departures.Count > 0
            ? on with { Run = subscription.Departures[random.Next(subscription.Departures.Count)] }
            : on with { Run = new OffsetRun(0, 1) };
    }

    private SettleVerb Verb() => random.Next(8) switch { 0 or 1 => SettleVerb.Nack, 2 => SettleVerb.Reject, 3 => SettleVerb.Release, _ => SettleVerb.Ack };

    private int Pick(IReadOnlyCollection<int> numbers) => numbers.Count == 0 ? 0 : numbers.ElementAt(random.Next(numbers.Count));

    // Small numbers are as interesting as large ones, and ends of pages more than both.
    private int Spread(int most) => random.Next(4) switch { 0 => 3, 1 => 66, _ => most };

    private TimeSpan Seconds(int from, int to) => TimeSpan.FromSeconds(random.Next(from, to));
}
