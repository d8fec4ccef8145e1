namespace Actors.Core.Tests.Schedulers;

public sealed class OrderTests
{
    [Fact]
    public void The_highest_priority_goes_first_and_equal_ones_in_order()
    {
        var queue = new ScheduledQueue(queue => queue with { Order = DeliveryOrder.Priority });
        var random = new Random(11);
        var published = Enumerable.Range(0, 1_000).Select(_ => (Priority: (byte)random.Next(10), 0)).Select(one => (one.Priority, Offset: queue.Publish(priority: one.Priority))).ToList();

        Assert.Equal(published.OrderByDescending(one => one.Priority).ThenBy(one => one.Offset).Select(one => one.Offset), queue.TakeAll());
    }

    [Fact]
    public void With_ageing_nothing_published_later_than_nine_times_as_long_goes_before()
    {
        var ageing = TimeSpan.FromSeconds(10);
        var queue = new ScheduledQueue(queue => queue with { Order = DeliveryOrder.Priority, PriorityAgeing = ageing });
        var humble = queue.Publish(priority: 0);
        var before = 0;
        var after = new List<long>();
        for (var i = 0; i < 200; i++)
        {
            queue.Advance(TimeSpan.FromSeconds(1));
            var urgent = queue.Publish(priority: 9);
            before += i < 90 ? 1 : 0;
            after.Add(urgent);
        }

        var order = queue.TakeAll();

        // Those of the first 90 s, and not one more: the 90th is even with it and published later.
        Assert.Equal(before - 1, order.IndexOf(humble));
        Assert.Equal(after, order.Where(offset => offset != humble));
    }

    [Fact]
    public void Priority_counts_one_more_for_every_time_waited()
    {
        var queue = new ScheduledQueue(queue => queue with { Order = DeliveryOrder.Priority, PriorityAgeing = TimeSpan.FromSeconds(10) });
        var old = queue.Publish(priority: 3);
        queue.Advance(TimeSpan.FromSeconds(19));
        var urgent = queue.Publish(priority: 5);
        queue.Advance(TimeSpan.FromSeconds(2));
        var late = queue.Publish(priority: 5);

        Assert.Equal([urgent, old, late], queue.TakeAll());
    }

    [Fact]
    public void The_earliest_deadline_goes_first_and_those_without_one_last()
    {
        var queue = new ScheduledQueue(queue => queue with { Order = DeliveryOrder.Deadline });
        var never = queue.Publish();
        var later = queue.Publish(deadline: TimeSpan.FromSeconds(20));
        var soon = queue.Publish(deadline: TimeSpan.FromSeconds(10));
        var second = queue.Publish(deadline: TimeSpan.FromSeconds(10));

        Assert.Equal([soon, second, later, never], queue.TakeAll());
    }

    [Fact]
    public void Whatever_can_not_be_done_before_its_deadline_is_not_handed_out()
    {
        var queue = new ScheduledQueue(queue => queue with { ExpectedServiceTime = TimeSpan.FromSeconds(5) });
        var late = queue.Publish(deadline: TimeSpan.FromSeconds(12));
        var intime = queue.Publish(deadline: TimeSpan.FromSeconds(13));
        var open = queue.Publish();
        queue.Advance(TimeSpan.FromSeconds(7.5));

        Assert.Equal([intime, open], queue.TakeAll());
        Assert.Equal([late], queue.TakeLate());
    }

    [Fact]
    public void In_the_order_of_deadlines_late_messages_leave_without_a_consumer()
    {
        var queue = new ScheduledQueue(queue => queue with { Order = DeliveryOrder.Deadline, ExpectedServiceTime = TimeSpan.FromSeconds(1) });
        var first = queue.Publish(deadline: TimeSpan.FromSeconds(10));
        queue.Publish(deadline: TimeSpan.FromSeconds(20));
        Assert.Equal(2, queue.Scheduler.Available(queue.Now));
        Assert.Equal(ScheduledQueue.Start + TimeSpan.FromSeconds(9).Ticks, queue.Scheduler.NextDue);

        queue.AdvanceTo(queue.Scheduler.NextDue);

        Assert.Equal(1, queue.Scheduler.Available(queue.Now));
        Assert.Equal([first], queue.TakeLate());
        Assert.Equal(1, queue.Scheduler.Count);
    }

    [Fact]
    public void Late_messages_cost_their_key_nothing()
    {
        var queue = new ScheduledQueue(queue => queue with
        {
            ExpectedServiceTime = TimeSpan.Zero,
            ConcurrencyPerKey = 1,
            Budgets = [new KeyBudget(null, TimeSpan.FromHours(1)) { Messages = 1 }],
        });
        queue.Publish("key", deadline: TimeSpan.FromSeconds(1));
        var open = queue.Publish("key");
        queue.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(open, queue.Take());
    }

    [Fact]
    public void What_comes_back_goes_before_all_that_came_after_it()
    {
        var queue = new ScheduledQueue(queue => queue with { Order = DeliveryOrder.Priority });
        var offsets = Enumerable.Range(0, 10).Select(_ => queue.Publish(priority: 4)).ToList();
        var taken = Enumerable.Range(0, 5).Select(_ => queue.Take()!.Value).Reverse().ToList();
        taken.ForEach(queue.Return);

        Assert.Equal(offsets, queue.TakeAll());
    }
}
