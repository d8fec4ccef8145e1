using Actors.Core.Events;
using Actors.Core.Logs;
using Actors.Core.Steps;
using Actors.Core.Traits;

namespace Actors.Core.Tests.Models;

/// <summary>Runs commands on a log machine and on the model, and compares all that can be seen of both after every step.</summary>
internal sealed class ModelCheck
{
    private static readonly long Start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly List<byte[]> _stored = [];
    private readonly List<byte[]> _storedSinceSnapshot = [];
    private readonly List<LeaseRun> _stale = [];
    private readonly Step _step = new();
    private LogMachine _machine = new();
    private int _seen;

    public ModelLog Model { get; } = new();

    public long Now { get; private set; } = Start;

    /// <summary>Runs one command; one that makes no sense any more, because the list was shortened, is passed over.</summary>
    public void Run(ModelCommand command)
    {
        switch (command.Kind)
        {
            case CommandKind.Subscribe:
                Subscribe(command);
                break;
            case CommandKind.Publish:
                Assert.Equal(Model.Next, _machine.Publish(command.Count, command.Count * ModelLog.MessageBytes, Traits(command), Now, _step));
                Model.Publish(command, Now);
                break;
            case CommandKind.Wait:
                Now += command.Time.Ticks;
                break;
            case CommandKind.Turn:
                EndTurn();
                break;
            case CommandKind.Snapshot or CommandKind.Replay or CommandKind.Restart:
                EndTurn();
                Recover(command);
                break;
            default:
                if (Model.Subscriptions.TryGetValue(command.Subscription, out var subscription))
                {
                    RunOn(subscription, command);
                }

                break;
        }

        SeeEffects();
    }

    private void Subscribe(ModelCommand command)
    {
        if (!Model.Subscriptions.ContainsKey(command.Subscription))
        {
            _machine.Subscribe(command.Subscription, $"s{command.Subscription}", command.Policy, _step);
            Model.Subscriptions.Add(command.Subscription, new ModelSubscription(command.Subscription, command.Policy, Model.Expected));
        }
    }

    private void RunOn(ModelSubscription subscription, ModelCommand command)
    {
        var number = command.Subscription;
        switch (command.Kind)
        {
            case CommandKind.Unsubscribe:
                _machine.Unsubscribe(number, _step);
                Model.Unsubscribe(number);
                break;
            case CommandKind.Attach:
                _machine.Attach(number, command.Consumer, new ConsumerOptions { Prefetch = command.Count, LeaseTimeout = command.Time });
                subscription.Consumers.Add(command.Consumer, new ModelConsumer { Prefetch = command.Count, LeaseTimeout = command.Time.Ticks });
                break;
            case CommandKind.Receive:
                Receive(subscription, command);
                break;
            case CommandKind.SetPrefetch when subscription.Consumers.TryGetValue(command.Consumer, out var consumer) && !consumer.Once:
                _machine.SetPrefetch(number, command.Consumer, command.Count);
                consumer.Prefetch = command.Count;
                break;
            case CommandKind.Detach or CommandKind.Lose:
                _machine.Detach(number, command.Consumer, command.Kind == CommandKind.Lose, Now, _step);
                subscription.Leave(command.Consumer, command.Kind == CommandKind.Lose, Now);
                break;
            case CommandKind.Settle:
                _machine.Settle(number, new Settlement(Leases(command), command.Verb, command.Time), Now, _step, _stale);
                AssertStale(subscription.Settle(command, Now));
                break;
            case CommandKind.Extend:
                _machine.Extend(number, Leases(command), Now + command.Time.Ticks, _stale);
                AssertStale(subscription.Extend(command, Now));
                break;
            case CommandKind.Purge:
                Assert.Equal(_machine.Purge(number, _step), subscription.Purge());
                break;
            case CommandKind.Cancel:
                Assert.Equal(subscription.Cancel(command.Run.First), _machine.Cancel(number, command.Run.First, _step));
                break;
            case CommandKind.Reschedule:
                Assert.Equal(
                    subscription.Reschedule(command.Run.First, Now + command.Time.Ticks, command.TimeToLive.Ticks),
                    _machine.Reschedule(number, command.Run.First, Now + command.Time.Ticks, command.TimeToLive.Ticks, _step));
                break;
            case CommandKind.Departed when subscription.Departures.Contains(command.Run):
                _machine.Departed(number, command.Run, _step);
                subscription.Departed(command.Run);
                break;
        }
    }

    private void Receive(ModelSubscription subscription, ModelCommand command)
    {
        _machine.Receive(command.Subscription, command.Consumer, command.Count, null, Now + command.Time.Ticks);
        subscription.Consumers.Add(
            command.Consumer,
            new ModelConsumer { Prefetch = command.Count, LeaseTimeout = subscription.Policy.LeaseTimeout.Ticks, Once = true, WaitsUntil = Now + command.Time.Ticks });
    }

    // As the engine takes its turns: what is due, then dispatching for as long as there is more, and then the waits that are over.
    private void EndTurn()
    {
        if (_machine.NextDue <= Now)
        {
            _machine.Tick(Now, _step);
        }

        Model.Tick(Now);
        SeeEffects();
        Dispatch();
        _machine.EndWaits(Now, _step);
        Model.EndWaits(Now);
        SeeEffects(stepEnds: true);
        Model.Expected.AssertMet();
        if (!_step.Events.Written.IsEmpty)
        {
            _stored.Add(_step.Events.Written.ToArray());
            _storedSinceSnapshot.Add(_stored[^1]);
        }

        _step.Clear();
        _seen = 0;
        Comparison.AssertSame(Model, _machine, Now);
        Comparison.AssertWakes(Model, _machine);
        Comparison.AssertNothingWaits(Model);
    }

    private void Dispatch()
    {
        bool more;
        do
        {
            more = _machine.Dispatch(Now, _step);
            SeeEffects();
        }
        while (more);
    }

    private void Recover(ModelCommand command)
    {
        if (command.Kind == CommandKind.Snapshot)
        {
            var events = new EventWriter();
            _machine.Snapshot(events);
            _storedSinceSnapshot.Clear();
            _storedSinceSnapshot.Add(events.Written.ToArray());
            return;
        }

        var fromAll = Recovered(_stored);
        var fromSnapshot = Recovered(_storedSinceSnapshot);
        var expected = Model.Recovered();
        Comparison.AssertSame(expected, fromAll, Now);
        Comparison.AssertSame(expected, fromSnapshot, Now);
        if (command.Kind == CommandKind.Restart)
        {
            _machine = Recovered(command.Count == 0 ? _stored : _storedSinceSnapshot, _step);
            Model.Restart();
            SeeEffects();
            EndTurn();
        }
    }

    private static LogMachine Recovered(List<byte[]> stored, Step? step = null)
    {
        var machine = new LogMachine();
        stored.ForEach(events => machine.Replay(events));
        machine.Recover(step ?? new Step());
        return machine;
    }

    // The last effect waits until the step ends, because a free run may still grow.
    private void SeeEffects(bool stepEnds = false)
    {
        for (; _seen < _step.Effects.Count && (stepEnds || _seen < _step.Effects.Count - 1 || _step.Effects[_seen].Kind != EffectKind.Free); _seen++)
        {
            Model.See(_step.Effects[_seen], Now);
        }
    }

    private void AssertStale(IEnumerable<long> expected)
    {
        var stale = _stale.SelectMany(run => Enumerable.Range(0, run.Count).Select(at => run.FirstOffset + at)).Order().ToList();
        _stale.Clear();
        Assert.Equal(expected.ToList(), stale);
    }

    private TraitEntry[] Traits(ModelCommand command) =>
    [
        .. Enumerable.Range(0, command.Count).Where(index => command.Every > 0 && index % command.Every == 0).Select(index => new TraitEntry(
            Model.Next + index,
            default(MessageTraits) with
            {
                DeliverAt = command.Time > TimeSpan.Zero ? Now + command.Time.Ticks : 0,
                ExpiresAt = command.TimeToLive > TimeSpan.Zero ? Now + command.Time.Ticks + command.TimeToLive.Ticks : 0,
            })),
    ];

    private static LeaseRun Leases(ModelCommand command) => new(0, 1, command.Run.First, (int)command.Run.Count, command.Attempt);
}
