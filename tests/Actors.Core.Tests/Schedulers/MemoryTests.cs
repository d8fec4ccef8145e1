using Actors.Core.Offsets;
using Actors.Core.Schedulers;
using Actors.Core.Traits;

namespace Actors.Core.Tests.Schedulers;

/// <summary>What keys and messages cost. Measured on the heap, so nothing else may run meanwhile.</summary>
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private const int Keys = 100_000;

    [CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
    public sealed class Alone;

    [Fact]
    public void An_idle_key_costs_less_than_200_bytes()
    {
        var bytes = Measure(queue => queue with { Fairness = KeyFairness.ByCost, ConcurrencyPerKey = 4, Budgets = [new KeyBudget(null, TimeSpan.FromHours(1)) { Messages = 1000, Cost = 1000 }] }, (scheduler, traits) =>
        {
            Fill(scheduler, traits, Keys);
            while (scheduler.TryTake(1000, ScheduledQueue.Start, out var run))
            {
                scheduler.Hold(run);
                scheduler.Remove(run);
                traits.Forget(run);
            }

            Assert.Equal(0, scheduler.Count);
            return scheduler.Keys;
        });

        Assert.InRange(bytes, 1, 200);
    }

    [Fact]
    public void A_queued_message_costs_less_than_48_bytes()
    {
        var bytes = Measure(queue => queue with { Order = DeliveryOrder.Priority, Fairness = KeyFairness.ByCost, Budgets = [new KeyBudget(null, TimeSpan.FromHours(1)) { Cost = 1000 }] }, (scheduler, traits) =>
        {
            for (var round = 0; round < 200_000 / 100; round++)
            {
                Fill(scheduler, traits, 100);
            }

            scheduler.Available(ScheduledQueue.Start);
            return 200_000;
        });

        Assert.InRange(bytes, 1, 48);
    }

    [Fact]
    public void Keys_that_owe_nothing_are_forgotten()
    {
        var queue = new ScheduledQueue(queue => queue with { ConcurrencyPerKey = 1 });
        for (var key = 0; key < 1000; key++)
        {
            queue.Publish($"key {key}");
        }

        queue.TakeAll().ForEach(queue.Settle);

        Assert.Null(queue.Take());
        Assert.Equal(0, queue.Scheduler.Keys);
    }

    [Fact]
    public void Keys_that_time_makes_idle_are_forgotten_as_others_come()
    {
        var queue = new ScheduledQueue(queue => queue with { Fairness = KeyFairness.ByCount, Budgets = [new KeyBudget(null, TimeSpan.FromSeconds(1)) { Messages = 100 }] });
        for (var key = 0; key < 100_000; key++)
        {
            queue.Publish($"key {key}");
            queue.Settle(queue.Take()!.Value);
            queue.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(queue.Scheduler.Keys, 1, 50);
    }

    [Fact]
    public void Taking_messages_away_leaves_nothing_behind()
    {
        var queue = new ScheduledQueue(queue => queue with { ConcurrencyPerKey = 1 });
        for (var message = 0; message < 10_000; message++)
        {
            var offset = queue.Publish($"key {message}");
            queue.Settle(offset);
        }

        Assert.InRange(queue.Scheduler.Keys, 0, 10_000);
        Assert.Null(queue.Take());
        Assert.Equal(0, queue.Scheduler.Keys);
    }

    private static double Measure(Func<QueueDefinition, QueueDefinition> define, Func<KeyScheduler, TraitTable, int> work)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var traits = new TraitTable();
        var scheduler = new KeyScheduler(define(new QueueDefinition("queue")), traits);
        var count = work(scheduler, traits);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(scheduler);
        GC.KeepAlive(traits);
        return (double)bytes / count;
    }

    private static void Fill(KeyScheduler scheduler, TraitTable traits, int keys)
    {
        var first = scheduler.Runs().LastOrDefault().End;
        for (var key = 0; key < keys; key++)
        {
            traits.Add(first + key, new MessageTraits(Key: (ulong)(key + 1) * 0x9E3779B97F4A7C15, Priority: 1, Cost: 2, 0, 0, 0));
        }

        scheduler.Append(new OffsetRun(first, keys));
    }
}
