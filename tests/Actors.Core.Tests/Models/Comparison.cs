using Actors.Core.Logs;
using Actors.Core.Offsets;
using Actors.Core.Subscriptions;

namespace Actors.Core.Tests.Models;

/// <summary>Holds a machine, live or replayed, against the model.</summary>
internal static class Comparison
{
    public static void AssertSame(ModelLog model, LogMachine machine, long now)
    {
        var needed = model.Needed.ToList();
        Assert.Equal(model.Subscriptions.Keys, machine.Subscriptions);
        Assert.Equal(model.Next, machine.NextOffset);
        Assert.Equal(needed.Count * ModelLog.MessageBytes, machine.Bytes);
        Assert.Equal(needed.Count > 0 ? needed[0] : model.Next, machine.Floor);
        Assert.Equal(needed, Offsets(machine.LiveRuns(OffsetRun.Between(0, model.Next + 100))));
        AssertFreeRuns(model, machine, needed);
        foreach (var (number, subscription) in model.Subscriptions)
        {
            AssertSame(subscription, machine, number, now);
        }
    }

    /// <summary>A live machine says when it has to be woken: never too late.</summary>
    public static void AssertWakes(ModelLog model, LogMachine machine)
    {
        var due = model.Subscriptions.Values.SelectMany(Due).DefaultIfEmpty(long.MaxValue).Min();
        Assert.True(machine.NextDue <= due, $"The machine wants to be woken at {machine.NextDue}; something falls due at {due}.");
    }

    /// <summary>At the end of a turn a message is ready only as long as nobody has credit for it.</summary>
    public static void AssertNothingWaits(ModelLog model)
    {
        foreach (var subscription in model.Subscriptions.Values.Where(subscription => subscription.Count(MessageState.Ready) > 0))
        {
            Assert.DoesNotContain(subscription.Consumers.Keys, consumer => subscription.Credit(consumer) > 0);
        }
    }

    // A replayed machine has not noticed yet that a delay is over; a live one has.
    private static void AssertSame(ModelSubscription model, LogMachine machine, int number, long now)
    {
        machine.TryGet(number, out var found);
        var state = found!.State;
        var ripe = machine.Browse(number, 0).Count(entry => entry.State == MessageState.Delayed && DueOf(entry.Offset, state) <= now);
        var expected = model.Messages.Select(entry => Text(entry.Key, entry.Value.State, entry.Value.Attempt, entry.Value.Failures));
        var actual = machine.Browse(number, 0).Select(entry => Text(entry.Offset, StateOf(entry, state, now), entry.Attempt, state.Leases.Find(entry.Offset).Failures));
        Assert.Equal(expected, actual);

        var counts = machine.Count(number);
        Assert.Equal(model.Count(MessageState.Ready), counts.Ready + ripe);
        Assert.Equal(model.Count(MessageState.Leased) + model.Count(MessageState.DeadLettered), counts.Leased);
        Assert.Equal(model.Count(MessageState.Delayed), counts.Delayed - ripe);
    }

    private static MessageState StateOf((long Offset, MessageState State, int Attempt) entry, Subscription state, long now) =>
        entry.State == MessageState.Delayed && DueOf(entry.Offset, state) <= now ? MessageState.Ready : entry.State;

    private static long DueOf(long offset, Subscription state) =>
        state.Times.IsDelayed(offset) ? state.Times.TimesOf(offset).DeliverAt : state.Leases.Find(offset).Until;

    // Above the floor everything is either needed or free. (None need be listed when one reader has settled nothing out of order.)
    private static void AssertFreeRuns(ModelLog model, LogMachine machine, List<long> needed)
    {
        var free = Offsets(machine.FreeRunsAboveFloor());
        var expected = needed.Count == 0 ? [] : Enumerable.Range(0, (int)(model.Next - needed[0])).Select(at => needed[0] + at).Except(needed);
        Assert.Equal(expected, free);
    }

    private static IEnumerable<long> Due(ModelSubscription subscription) => subscription.Messages.Values.Where(message => message.Until > 0).Select(message => message.Until)
        .Concat(subscription.Messages.Values.Where(message => message.ExpiresAt > 0 && !message.Lapsed && message.State != MessageState.DeadLettered).Select(message => message.ExpiresAt))
        .Concat(subscription.Consumers.Values.Select(consumer => consumer.WaitsUntil));

    private static List<long> Offsets(IEnumerable<OffsetRun> runs) =>
        [.. runs.SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(at => run.First + at))];

    private static string Text(long offset, MessageState state, int attempt, int failures) => $"{offset} {state}, attempt {attempt}, {failures} failed";
}
