using System.Globalization;
using Actors.Core.Events;
using Actors.Core.Logs;
using Actors.Core.Offsets;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using Actors.Core.Traits;

namespace Actors.Core.Tests.Transcripts;

/// <summary>Carries out the commands of a transcript on a log machine and tells what each would store and then tell.</summary>
internal sealed class LogScript
{
    private const int MessageBytes = 10;

    private static readonly long Start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly List<byte[]> _stored = [];
    private readonly List<byte[]> _storedSinceSnapshot = [];
    private readonly Dictionary<string, (int Subscription, int Number)> _consumers = [];
    private readonly List<LeaseRun> _stale = [];
    private readonly Step _step = new();
    private LogMachine _machine = new();
    private long _now = Start;

    /// <summary>Runs a command as one step.</summary>
    /// <returns>Its answer, its events as "store" lines, its effects as "tell" lines.</returns>
    public IReadOnlyList<string> Run(CommandLine command)
    {
        _step.Clear();
        _stale.Clear();
        var lines = new List<string>(Carry(command));
        lines.AddRange(_stale.Select(run => $"stale  {new OffsetRun(run.FirstOffset, run.Count)}, attempt {run.Attempt}"));
        while (_machine.Dispatch(_now, _step))
        {
            lines.Add("more   to hand out in another step");
        }

        _machine.EndWaits(_now, _step);

        if (!_step.Events.Written.IsEmpty)
        {
            _stored.Add(_step.Events.Written.ToArray());
            _storedSinceSnapshot.Add(_stored[^1]);
            lines.AddRange(EventText.Of(_step.Events.Written, Prefix, Clock).Select(line => $"store  {line}"));
        }

        lines.AddRange(_step.Effects.Select(effect => $"tell   {Tell(effect)}"));
        return lines;
    }

    private IEnumerable<string> Carry(CommandLine command)
    {
        switch (command.Verb)
        {
            case "queue":
                _machine.Subscribe(0, "", Policy(command, "dead-letters"), _step);
                return [];
            case "subscribe":
                _machine.Subscribe(_machine.NextSubscription, command.Word(0), Policy(command, $"{command.Word(0)}.dead-letters"), _step);
                return [];
            case "unsubscribe":
                _machine.Unsubscribe(Number(command.Word(0)), _step);
                return [];
            case "publish":
                _machine.Publish(command.Number(0), command.Number(0) * command.Option("size", MessageBytes), Traits(command), _now, _step);
                return [];
            case "wait":
                _now += command.Time(0).Ticks;
                return Tick();
            case "show":
                return StateText.Of(_machine, Clock);
            case "snapshot":
                return Snapshot();
            case "restart":
                return Restart();
            case "prefetch" or "detach" or "lose":
                CarryFor(_consumers[command.Word(0)], command);
                return [];
            default:
                return CarryTo(Number(command.Option("from", "")), command);
        }
    }

    private IEnumerable<string> CarryTo(int subscription, CommandLine command)
    {
        switch (command.Verb)
        {
            case "attach":
                _machine.Attach(subscription, Enter(subscription, command.Word(0)), new ConsumerOptions { Prefetch = command.Option("prefetch", 1), LeaseTimeout = command.OptionTime("lease") });
                return [];
            case "receive":
                return Receive(subscription, command);
            case "ack" or "nack" or "reject" or "release":
                var verb = Enum.Parse<SettleVerb>(command.Verb, ignoreCase: true);
                _machine.Settle(subscription, new Settlement(Leases(command), verb, command.OptionTime("delay") ?? default), _now, _step, _stale);
                return [];
            case "extend":
                _machine.Extend(subscription, Leases(command), _now + command.OptionTime("by")!.Value.Ticks, _stale);
                return [];
            case "cancel":
                return [$"answer {(_machine.Cancel(subscription, command.Number(0), _step) ? "cancelled" : "not waiting")}"];
            case "reschedule":
                var at = _now + command.OptionTime("in")!.Value.Ticks;
                return [$"answer {(_machine.Reschedule(subscription, command.Number(0), at, (command.OptionTime("ttl") ?? default).Ticks, _step) ? "moved" : "not waiting")}"];
            case "purge":
                return [$"answer {_machine.Purge(subscription, _step)} removed"];
            case "departed":
                _machine.Departed(subscription, command.Run(0), _step);
                return [];
            default:
                throw new FormatException($"The transcript has the unknown command '{command.Verb}'.");
        }
    }

    private void CarryFor((int Subscription, int Number) consumer, CommandLine command)
    {
        if (command.Verb == "prefetch")
        {
            _machine.SetPrefetch(consumer.Subscription, consumer.Number, command.Number(1));
        }
        else
        {
            _machine.Detach(consumer.Subscription, consumer.Number, command.Verb == "lose", _now, _step);
        }
    }

    private IEnumerable<string> Receive(int subscription, CommandLine command)
    {
        var until = _now + (command.OptionTime("wait") ?? TimeSpan.Zero).Ticks;
        _machine.Receive(subscription, Enter(subscription, command.Word(0)), command.Option("max", 1), command.OptionTime("lease"), until);
        return [];
    }

    private IEnumerable<string> Tick()
    {
        if (_machine.NextDue <= _now)
        {
            _machine.Tick(_now, _step);
        }

        return [];
    }

    private IEnumerable<string> Snapshot()
    {
        var events = new EventWriter();
        _machine.Snapshot(events);
        _storedSinceSnapshot.Clear();
        _storedSinceSnapshot.Add(events.Written.ToArray());
        return EventText.Of(events.Written, Prefix, Clock).Select(line => $"store  {line}");
    }

    // Both ways to recover have to give the same machine: all events ever stored, and a snapshot with those after it.
    private IEnumerable<string> Restart()
    {
        var other = Recover(_storedSinceSnapshot, new Step());
        _machine = Recover(_stored, _step);
        _consumers.Clear();
        Assert.Equal(StateText.Of(_machine, Clock), StateText.Of(other, Clock));
        return [];
    }

    private static LogMachine Recover(List<byte[]> stored, Step step)
    {
        var machine = new LogMachine();
        foreach (var events in stored)
        {
            machine.Replay(events);
        }

        machine.Recover(step);
        return machine;
    }

    private static SubscriptionPolicy Policy(CommandLine command, string deadLetters) => SubscriptionPolicy.Of(
        new QueueDefinition("queue")
        {
            LeaseTimeout = command.OptionTime("lease") ?? TimeSpan.FromSeconds(30),
            DeliveryLimit = command.Option("limit", 0),
            DeadLetterQueue = command.Says("discard") ? "" : deadLetters,
            Ephemeral = command.Says("ephemeral"),
            MessageTimeToLive = command.OptionTime("ttl"),
        },
        "queue");

    // All messages of a publish want the same.
    private TraitEntry[] Traits(CommandLine command)
    {
        var deliverAt = command.OptionTime("in") is { } delay ? _now + delay.Ticks : 0;
        var expiresAt = command.OptionTime("ttl") is { } life ? Math.Max(_now, deliverAt) + life.Ticks : 0;
        return deliverAt + expiresAt == 0
            ? []
            : [.. Enumerable.Range(0, command.Number(0)).Select(index => new TraitEntry(_machine.NextOffset + index, default(MessageTraits) with { DeliverAt = deliverAt, ExpiresAt = expiresAt }))];
    }

    private static LeaseRun Leases(CommandLine command)
    {
        var run = command.Run(0);
        return new LeaseRun(0, 1, run.First, (int)run.Count, command.Option("attempt", 1));
    }

    private int Enter(int subscription, string consumer)
    {
        var number = _consumers.Count + 1;
        _consumers.Add(consumer, (subscription, number));
        return number;
    }

    private int Number(string name) => _machine.Subscriptions.First(number => _machine.NameOf(number) == name);

    private string Prefix(int subscription) => _machine.Has(subscription) && _machine.NameOf(subscription) is { Length: > 0 } name ? $"{name}: " : "";

    private string Clock(long time) => $"{new TimeSpan(time - Start).TotalSeconds.ToString(CultureInfo.InvariantCulture)}s";

    private string Tell(Effect effect) => Prefix(effect.Subscription) + effect.Kind switch
    {
        EffectKind.Deliver => $"{Name(effect.Consumer)} gets {effect.Run}, attempt {effect.Attempt}",
        EffectKind.DeadLetter => $"dead-letter queue gets {effect.Run}, attempt {effect.Attempt}: {effect.Reason}",
        EffectKind.Free => $"{effect.Run} free",
        EffectKind.ReceiveEnded => $"{Name(effect.Consumer)} ends",
        EffectKind.Vacated => "the last consumer left",
        _ => throw new InvalidOperationException($"The transcript does not know the effect {effect.Kind}."),
    };

    private string Name(int consumer) => _consumers.First(entry => entry.Value.Number == consumer).Key;
}
