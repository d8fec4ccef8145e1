using Actors.Core.Events;
using Actors.Core.Logs;
using Actors.Core.Offsets;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using Actors.Core.Traits;

namespace Actors.Core.Tests.Traits;

public sealed class TraitTests
{
    private static readonly MessageTraits Urgent = new(Key: ulong.MaxValue, Priority: 9, Cost: uint.MaxValue, DeliverAt: 5, ExpiresAt: long.MaxValue, Deadline: 7);

    [Fact]
    public void What_a_message_wants_survives_events_and_a_snapshot()
    {
        var (machine, step) = Queue();
        var only = new MessageTraits(Key: 0, Priority: 0, Cost: 0, DeliverAt: 0, ExpiresAt: 12, Deadline: 0);
        machine.Publish(3, 30, [new TraitEntry(0, Urgent), new TraitEntry(2, only)], now: 0, step);

        var replayed = new LogMachine();
        replayed.Replay(step.Events.Written);
        AssertWants(replayed, only);

        var snapshot = new EventWriter();
        replayed.Snapshot(snapshot);
        var restored = new LogMachine();
        restored.Replay(snapshot.Written);
        AssertWants(restored, only);
    }

    [Fact]
    public void Nothing_is_remembered_of_messages_that_nobody_needs()
    {
        var (machine, step) = Queue();
        machine.Publish(100, 1000, [.. Enumerable.Range(0, 100).Select(offset => new TraitEntry(offset, Urgent))], now: 0, step);

        machine.Purge(0, step);

        Assert.True(machine.Traits.IsEmpty);
    }

    [Fact]
    public void A_place_that_is_used_again_keeps_nothing_of_before()
    {
        var table = new TraitTable();
        table.Add(64, Urgent);
        table.Add(65, Urgent);
        table.Forget(new OffsetRun(64, 1));
        table.Add(64, new MessageTraits { Priority = 1 });

        Assert.Equal(new MessageTraits { Priority = 1 }, table.Find(64));
        Assert.Equal(Urgent, table.Find(65));
        Assert.Equal(default, table.Find(66));
    }

    private static (LogMachine Machine, Step Step) Queue()
    {
        var (machine, step) = (new LogMachine(), new Step());
        machine.Subscribe(0, "", SubscriptionPolicy.Of(new QueueDefinition("q"), "q"), step);
        return (machine, step);
    }

    private static void AssertWants(LogMachine machine, MessageTraits only)
    {
        Assert.Equal(Urgent, machine.Traits.Find(0));
        Assert.Equal(default, machine.Traits.Find(1));
        Assert.Equal(only, machine.Traits.Find(2));
    }
}
