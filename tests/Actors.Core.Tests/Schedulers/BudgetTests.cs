namespace Actors.Core.Tests.Schedulers;

public sealed class BudgetTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(3000)]
    [InlineData(100_000)]
    public void No_stretch_as_long_as_the_window_has_more_than_the_budget_and_one_hundredth_or_one_message(int messages)
    {
        var queue = new ScheduledQueue(queue => queue with { Budgets = [new KeyBudget(null, Second) { Messages = messages }] });
        queue.Publish(Math.Min(messages * 4, 100_000), "key");

        var times = Run(queue, TimeSpan.FromSeconds(3)).Select(taken => taken.At).ToList();

        Assert.InRange(MostIn(times, Second), 0, messages + Math.Max(messages * 0.01, 1));
    }

    [Theory]
    [InlineData(50, 500)]
    [InlineData(333, 3330)]
    public void A_key_that_always_has_messages_gets_its_whole_budget(int messages, int inTenSeconds)
    {
        var queue = new ScheduledQueue(queue => queue with { Budgets = [new KeyBudget(null, Second) { Messages = messages }] });
        queue.Publish(messages * 20, "key");

        var taken = Run(queue, TimeSpan.FromSeconds(10)).Count;

        Assert.InRange(taken, inTenSeconds * 0.99, inTenSeconds * 1.01);
    }

    [Fact]
    public void A_late_timer_takes_nothing_from_the_budget()
    {
        var queue = new ScheduledQueue(queue => queue with { Budgets = [new KeyBudget(null, Second) { Messages = 50 }] });
        queue.Publish(2_000, "key");
        var random = new Random(3);
        var taken = 0;
        while (queue.Now < ScheduledQueue.Start + TimeSpan.FromSeconds(10).Ticks)
        {
            taken += queue.TakeAll().Count;
            queue.AdvanceTo(queue.Scheduler.NextDue + TimeSpan.FromMilliseconds(random.Next(200)).Ticks);
        }

        Assert.InRange(taken, 495, 510);
    }

    [Fact]
    public void Time_that_nobody_waited_for_saves_nothing_up()
    {
        var queue = new ScheduledQueue(queue => queue with { Budgets = [new KeyBudget(null, Second) { Messages = 50 }] });
        queue.Publish("key");
        queue.TakeAll();
        queue.Advance(TimeSpan.FromHours(1));
        queue.Publish(100, "key");

        Assert.Single(queue.TakeAll());
    }

    [Fact]
    public void Consumers_that_were_away_find_no_burst_either()
    {
        var queue = new ScheduledQueue(queue => queue with { Budgets = [new KeyBudget(null, Second) { Messages = 50 }] });
        queue.Publish(200, "key");
        queue.TakeAll();
        queue.AdvanceTo(queue.Scheduler.NextDue);
        Assert.NotEqual(0, queue.Scheduler.Available(queue.Now));
        queue.Advance(TimeSpan.FromHours(1));

        Assert.Single(queue.TakeAll());
    }

    [Fact]
    public void Cost_is_budgeted_within_one_hundredth_of_what_messages_turn_out_to_cost()
    {
        const long budget = 10_000;
        var random = new Random(5);
        var queue = new ScheduledQueue(queue => queue with { Budgets = [new KeyBudget("model", Second) { Cost = budget }] });
        queue.Publish(20_000, "model", cost: 50);
        var spent = 0L;
        var leased = new Queue<long>();
        while (queue.Now < ScheduledQueue.Start + TimeSpan.FromSeconds(60).Ticks)
        {
            queue.TakeAll().ForEach(leased.Enqueue);

            // Work is done a little later, and costs anything from nothing to three times what was said.
            while (leased.Count > 3)
            {
                var cost = random.Next(151);
                spent += cost;
                queue.Settle(leased.Dequeue(), cost);
            }

            queue.AdvanceTo(queue.Scheduler.Available(queue.Now) > 0 ? queue.Now : queue.Scheduler.NextDue);
        }

        Assert.InRange(spent, budget * 60 * 0.99, budget * 60 * 1.01);
    }

    [Fact]
    public void A_message_larger_than_its_budget_goes_and_is_paid_for_afterwards()
    {
        var queue = new ScheduledQueue(queue => queue with { Budgets = [new KeyBudget(null, Second) { Cost = 100 }] });
        queue.Publish("key", cost: 1000);
        queue.Publish("key", cost: 1);
        Assert.Single(queue.TakeAll());

        var next = Run(queue, TimeSpan.FromMinutes(1)).Single();

        // All but the hundredth that may go ahead, less the message itself.
        Assert.InRange(next.At - ScheduledQueue.Start, TimeSpan.FromSeconds(9.98).Ticks, TimeSpan.FromSeconds(10).Ticks);
    }

    [Fact]
    public void Each_key_has_its_own_budget_and_one_that_is_used_up_closes_no_other()
    {
        var queue = new ScheduledQueue(queue => queue with
        {
            Budgets = [new KeyBudget("fast", Second) { Messages = 100 }, new KeyBudget(null, Second) { Messages = 10 }],
        });
        foreach (var key in (string[])["fast", "slow", "other"])
        {
            queue.Publish(1_000, key);
        }

        var counts = Run(queue, TimeSpan.FromSeconds(5)).CountBy(taken => queue.KeyOf(taken.Offset)).ToDictionary();

        Assert.InRange(counts[KeyHash.Of("fast")], 495, 505);
        Assert.InRange(counts[KeyHash.Of("slow")], 50, 51);
        Assert.InRange(counts[KeyHash.Of("other")], 50, 51);
    }

    [Fact]
    public void Messages_and_cost_both_count()
    {
        var queue = new ScheduledQueue(queue => queue with { Budgets = [new KeyBudget(null, Second) { Messages = 10, Cost = 100 }] });
        queue.Publish(100, "many small", cost: 1);
        queue.Publish(100, "few large", cost: 50);

        var counts = Run(queue, TimeSpan.FromSeconds(10)).CountBy(taken => queue.KeyOf(taken.Offset)).ToDictionary();

        Assert.InRange(counts[KeyHash.Of("many small")], 99, 101);
        Assert.InRange(counts[KeyHash.Of("few large")], 19, 21);
    }

    // Takes whatever may go, exactly when it may.
    private static List<(long Offset, long At)> Run(ScheduledQueue queue, TimeSpan time)
    {
        var end = queue.Now + time.Ticks;
        var taken = new List<(long, long)>();
        while (queue.Now < end)
        {
            taken.AddRange(queue.TakeAll().Select(offset => (offset, queue.Now)));
            if (queue.Scheduler.NextDue == long.MaxValue)
            {
                break;
            }

            Assert.True(queue.Scheduler.NextDue > queue.Now, "A key that waits for its budget is due in the past.");
            queue.AdvanceTo(queue.Scheduler.NextDue);
        }

        return taken;
    }

    private static int MostIn(List<long> times, TimeSpan window)
    {
        var (most, first) = (0, 0);
        for (var last = 0; last < times.Count; last++)
        {
            while (times[last] - times[first] >= window.Ticks)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
