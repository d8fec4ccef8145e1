using Actors.Core.Logs;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using Actors.Core.Traits;

namespace Actors.Bench.Machines;

/// <summary>What keys and messages cost in the machine of a queue, all of it: measured on the heap, with nothing else around it.</summary>
internal static class MachineMemory
{
    private const int Messages = 500_000;
    private const int FewKeys = 100;
    private const int Batch = 100;

    private static readonly long Now = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>Bytes for each message that waits.</summary>
    /// <param name="queue">The queue's definition.</param>
    public static double OfQueuedMessage(QueueDefinition queue) => Measure(queue, Messages, (machine, step) => Publish(queue, machine, step, Messages, FewKeys));

    /// <summary>Bytes for each key that had one message, and has none now.</summary>
    /// <param name="queue">The queue's definition.</param>
    /// <param name="keys">How many keys.</param>
    public static double OfIdleKey(QueueDefinition queue, int keys) => Measure(queue, keys, (machine, step) =>
    {
        machine.Attach(0, 1, new ConsumerOptions { Prefetch = Limits.Prefetch });
        var stale = new List<LeaseRun>();
        for (var done = 0; done < keys; done += Batch)
        {
            Publish(queue, machine, step, Batch, keys);
            machine.Dispatch(Now, step);
            machine.Settle(0, new Settlement(new LeaseRun(0, 1, done, Batch, 1), SettleVerb.Ack), Now, step, stale);
            step.Clear();
        }

        if (stale.Count > 0 || machine.Count(0).Acked != keys)
        {
            throw new BenchFailure($"{machine.Count(0).Acked} of {keys} messages were acked.");
        }
    });

    private static double Measure(QueueDefinition queue, int count, Action<LogMachine, Step> work)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var machine = new LogMachine();
        var step = new Step();
        machine.Subscribe(0, "", SubscriptionPolicy.Of(queue, queue.Name), step);
        work(machine, step);
        machine.Dispatch(Now, step);
        step.Clear();
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(machine);
        GC.KeepAlive(step);
        return (double)bytes / count;
    }

    // As a broker does it: what the queue does not ask for is not told.
    private static void Publish(QueueDefinition queue, LogMachine machine, Step step, int messages, int keys)
    {
        var hasCost = queue.Fairness == KeyFairness.ByCost || queue.Budgets.Count > 0;
        var isRanked = queue.Order == DeliveryOrder.Priority;
        var hasKey = hasCost || queue.ConcurrencyPerKey > 0;
        var traits = new TraitEntry[Batch];
        for (var published = 0; published < messages; published += Batch)
        {
            for (var i = 0; i < Batch; i++)
            {
                var offset = machine.NextOffset + i;
                var key = (ulong)(offset % keys) + 1;
                traits[i] = new TraitEntry(offset, new MessageTraits(
                    hasKey ? key * 0x9E3779B97F4A7C15 : 0, isRanked ? (byte)(key % 10) : (byte)0, hasCost ? 1u : 0, 0, 0, 0, isRanked ? Now : 0));
            }

            machine.Publish(Batch, Batch * 100, traits, Now, step);
            step.Clear();
        }
    }
}
