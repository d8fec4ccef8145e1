namespace Actors.Contract.Suites;

public abstract class RedeliverySuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_nacked_message_comes_back_first_with_the_next_attempt()
    {
        var queue = await QueueAsync();
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 1);
        await PublishAsync(queue, 3);
        var first = await inbox.NextAsync();
        first.Nack();
        var again = await inbox.NextAsync();
        Assert.Equal(("0", 2, true), (again.Message.Text, again.Attempt, again.Redelivered));
        Assert.Equal(first.PublishedAt, again.PublishedAt);
        Assert.Equal(1, (await DescribeAsync(queue)).Redelivered);
    }

    [Fact]
    public async Task A_delayed_nack_is_never_early()
    {
        var queue = await QueueAsync();
        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        await PublishAsync(queue, 1);
        await (await inbox.NextAsync()).NackAsync(TimeSpan.FromSeconds(10));
        await AssertHoldsAsync(queue, delayed: 1);

        await Fixture.AdvanceAsync(TimeSpan.FromMilliseconds(9_999));
        await AssertHoldsAsync(queue, delayed: 1);
        Assert.Equal(0, inbox.Waiting);

        await AdvanceAsync(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, (await inbox.NextAsync()).Attempt);
    }

    [Fact]
    public async Task Delays_end_in_the_order_of_their_time()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 5);
        foreach (var delivery in await ReceiveAsync(queue, max: 5))
        {
            await delivery.NackAsync(TimeSpan.FromSeconds(10 * (5 - delivery.Offset)));
        }

        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        for (var number = 4; number >= 0; number--)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(10));
            var delivery = await inbox.NextAsync();
            Assert.Equal($"{number}", delivery.Message.Text);
            await delivery.AckAsync();
        }
    }

    [Fact]
    public async Task A_delay_survives_a_restart()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        await Assert.Single(await ReceiveAsync(queue)).NackAsync(TimeSpan.FromHours(1));
        await Fixture.RestartAsync();
        await AssertHoldsAsync(queue, delayed: 1);
        await AdvanceAsync(TimeSpan.FromMinutes(59));
        await AssertHoldsAsync(queue, delayed: 1);
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await AssertHoldsAsync(queue, ready: 1);
        Assert.Equal(2, Assert.Single(await ReceiveAsync(queue)).Attempt);
    }

    [Fact]
    public async Task Attempts_and_failures_survive_a_restart()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 3, DeadLetterQueue = "" });
        await PublishAsync(queue, 1);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var delivery = Assert.Single(await ReceiveAsync(queue));
            Assert.Equal(attempt, delivery.Attempt);
            await delivery.NackAsync();
            await Fixture.RestartAsync();
        }

        await AssertHoldsAsync(queue);
    }

    [Fact]
    public async Task A_release_is_no_failure()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 1 });
        await PublishAsync(queue, 1);
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var delivery = Assert.Single(await ReceiveAsync(queue));
            Assert.Equal(attempt, delivery.Attempt);
            await delivery.ReleaseAsync();
        }

        await AssertHoldsAsync(queue, ready: 1);
    }

    [Fact]
    public async Task Without_a_limit_a_message_may_fail_as_often_as_it_likes()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 0 });
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 1);
        await PublishAsync(queue, 1);
        for (var attempt = 1; attempt < 200; attempt++)
        {
            var delivery = await inbox.NextAsync();
            Assert.Equal(attempt, delivery.Attempt);
            delivery.Nack();
        }

        await (await inbox.NextAsync()).AckAsync();
        await AssertHoldsAsync(queue);
    }
}
