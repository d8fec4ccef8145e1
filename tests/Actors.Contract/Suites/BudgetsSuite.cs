namespace Actors.Contract.Suites;

public abstract class BudgetsSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Fifty_messages_a_second_are_500_in_ten_seconds()
    {
        var queue = await QueueAsync(define: queue => queue with { Budgets = [new KeyBudget(null, Second) { Messages = 50 }] });
        await PublishAsync(queue, 2_000);
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 2_000);
        for (var tenth = 0; tenth < 100; tenth++)
        {
            await Fixture.AdvanceAsync(TimeSpan.FromMilliseconds(100));
            await DescribeAsync(queue);
        }

        Assert.InRange((await DescribeAsync(queue)).Delivered, 495, 505);
    }

    [Fact]
    public async Task A_budget_is_handed_out_evenly()
    {
        var queue = await QueueAsync(define: queue => queue with { Budgets = [new KeyBudget(null, TimeSpan.FromMinutes(1)) { Messages = 60 }] });
        await PublishAsync(queue, 10);
        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        await inbox.NextAsync();
        for (var second = 1; second < 5; second++)
        {
            await Fixture.AdvanceAsync(TimeSpan.FromMilliseconds(900));
            Assert.Equal(second, (await DescribeAsync(queue)).Delivered);
            await Fixture.AdvanceAsync(TimeSpan.FromMilliseconds(100));
            Assert.Equal($"{second}", (await inbox.NextAsync()).Message.Text);
        }
    }

    [Fact]
    public async Task Each_key_has_its_own_budget()
    {
        var queue = await QueueAsync(define: queue => queue with
        {
            Budgets = [new KeyBudget("gold", Second) { Messages = 20 }, new KeyBudget(null, Second) { Messages = 5 }],
        });
        foreach (var key in (string[])["gold", "tin", "lead"])
        {
            await Broker.PublishAsync(queue, Enumerable.Range(0, 500).Select(_ => new Message(key) { Key = key }).ToList());
        }

        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 2_000);
        for (var tenth = 0; tenth < 100; tenth++)
        {
            await Fixture.AdvanceAsync(TimeSpan.FromMilliseconds(100));
            await DescribeAsync(queue);
        }

        var delivered = (int)(await DescribeAsync(queue)).Delivered;
        var counts = (await inbox.TakeAsync(delivered)).CountBy(delivery => delivery.Message.Key!).ToDictionary();
        Assert.InRange(counts["gold"], 199, 202);
        Assert.InRange(counts["tin"], 49, 52);
        Assert.InRange(counts["lead"], 49, 52);
    }

    [Fact]
    public async Task Actual_cost_told_at_the_ack_corrects_the_budget_within_one_hundredth()
    {
        const long budget = 1_000;
        var queue = await QueueAsync(define: queue => queue with { Budgets = [new KeyBudget("model", Second) { Cost = budget }] });
        await Broker.PublishAsync(queue, Enumerable.Range(0, 5_000).Select(number => new Message($"{number}") { Key = "model", Cost = 10 }).ToList());
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 1);
        var spent = 0L;
        var number = 0;
        for (var step = 0; step < 600; step++)
        {
            await Fixture.AdvanceAsync(TimeSpan.FromMilliseconds(50));

            // A queue hands out what has fallen due at the end of its turn: the next look sees it.
            await DescribeAsync(queue);

            // With a prefetch of 1, what was delivered is settled before the next can come.
            while ((await DescribeAsync(queue)).Leased > 0)
            {
                // From nothing to twice what it said.
                var cost = number++ % 21;
                spent += cost;
                await (await inbox.NextAsync()).AckAsync(cost);
            }
        }

        Assert.InRange(spent, budget * 30 * 0.99, budget * 30 * 1.01);
    }

    [Fact]
    public async Task Without_waiting_for_the_answer_the_actual_cost_counts_just_the_same()
    {
        var queue = await QueueAsync(define: queue => queue with { Budgets = [new KeyBudget(null, Second) { Cost = 100 }] });
        await Broker.PublishAsync(queue, Enumerable.Range(0, 10).Select(number => new Message($"{number}") { Cost = 100 }).ToList());
        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        for (var number = 0; number < 10; number++)
        {
            // Ten of a cost of 100 would take nine seconds; they cost nothing in the end.
            (await inbox.NextAsync()).Ack(cost: 0);
        }
    }

    [Fact]
    public async Task A_receive_that_waits_gets_its_message_when_the_budget_opens()
    {
        var queue = await QueueAsync(define: queue => queue with { Budgets = [new KeyBudget(null, TimeSpan.FromSeconds(60)) { Messages = 1 }] });
        await PublishAsync(queue, 2);
        await Assert.Single(await ReceiveAsync(queue, max: 2)).AckAsync();
        var waiting = Broker.ReceiveAsync(queue, new ReceiveOptions { Wait = Limits.LongestWait }).AsTask();
        await AssertHoldsAsync(queue, ready: 1);
        await AdvanceAsync(TimeSpan.FromSeconds(60));

        Assert.Equal("1", Assert.Single(await waiting.Within("the message of the second window")).Message.Text);
    }

    [Fact]
    public async Task A_restart_forgives_at_most_one_hundredth_or_one_message()
    {
        var queue = await QueueAsync(define: queue => queue with { Budgets = [new KeyBudget(null, TimeSpan.FromHours(1)) { Messages = 10 }] });
        await PublishAsync(queue, 100);
        Assert.Single(await ReceiveAsync(queue, max: 100));
        await Fixture.RestartAsync();
        var again = await ReceiveAsync(queue, max: 100);
        Assert.Single(again);
    }

    [Fact]
    public async Task Budgets_fairness_and_limits_work_together()
    {
        var queue = await QueueAsync(define: queue => queue with
        {
            ConcurrencyPerKey = 2,
            Fairness = KeyFairness.ByCount,
            Order = DeliveryOrder.Priority,
            Budgets = [new KeyBudget("slow", TimeSpan.FromHours(1)) { Messages = 1 }],
        });
        foreach (var key in (string[])["slow", "a", "b"])
        {
            await Broker.PublishAsync(queue, Enumerable.Range(0, 5).Select(number => new Message($"{key}{number}") { Key = key, Priority = (byte)number }).ToList());
        }

        // Turns between the keys, the urgent first; one of the slow, and two of each other at a time.
        var first = await ReceiveAsync(queue, max: 15);
        Assert.Equal(["slow4", "a4", "b4", "a3", "b3"], Texts(first));
        await first[1].AckAsync();
        Assert.Equal(["a2"], Texts(await ReceiveAsync(queue, max: 15)));
        await AssertHoldsAsync(queue, ready: 9, leased: 5);
    }
}
