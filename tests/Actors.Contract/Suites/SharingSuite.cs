namespace Actors.Contract.Suites;

public abstract class SharingSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_single_active_consumer_gets_everything_and_the_next_takes_over_in_order_when_it_dies()
    {
        var queue = await QueueAsync(define: queue => queue with { SingleActiveConsumer = true });
        await using var active = await Inbox.OpenAsync(Broker, queue, prefetch: 4);
        await using var standby = await Inbox.OpenAsync(Broker, queue, prefetch: 4);
        await PublishAsync(queue, 10);
        var taken = await active.TakeAsync(4);
        Assert.Equal(Numbers(4), Texts(taken));
        await taken[0].AckAsync();
        Assert.Equal("4", (await active.NextAsync()).Message.Text);
        Assert.Equal(0, standby.Waiting);

        var died = TimeProvider.System.GetTimestamp();
        active.Consumer.Abandon();
        Assert.Equal(Numbers(4, first: 1), Texts(await standby.TakeAsync(4)));
        Assert.True(TimeProvider.System.GetElapsedTime(died) < TimeSpan.FromSeconds(2), "The other consumer took over too late.");
    }

    [Fact]
    public async Task A_receive_gets_nothing_while_a_single_active_consumer_is_attached()
    {
        var queue = await QueueAsync(define: queue => queue with { SingleActiveConsumer = true });
        await PublishAsync(queue, 2);
        await using (var active = await Inbox.OpenAsync(Broker, queue, prefetch: 1))
        {
            Assert.Equal("0", (await active.NextAsync()).Message.Text);
            Assert.Empty(await ReceiveAsync(queue));
        }

        Assert.Equal("0", Assert.Single(await ReceiveAsync(queue)).Message.Text);
    }

    [Fact]
    public async Task A_consumer_of_higher_priority_gets_all_as_long_as_it_has_credit()
    {
        var queue = await QueueAsync();
        await using var low = await Inbox.OpenAsync(Broker, queue, new ConsumerOptions { Prefetch = 10 });
        await using var high = await Inbox.OpenAsync(Broker, queue, new ConsumerOptions { Prefetch = 3, Priority = 5 });
        await PublishAsync(queue, 5);
        Assert.Equal(Numbers(3), Texts(await high.TakeAsync(3)));
        Assert.Equal(Numbers(2, first: 3), Texts(await low.TakeAsync(2)));
    }

    [Fact]
    public async Task An_exclusive_queue_has_one_consumer_and_refuses_a_second()
    {
        var queue = await QueueAsync(define: queue => queue with { Exclusive = true });
        await using (await Inbox.OpenAsync(Broker, queue))
        {
            await AssertRefusedAsync(ErrorCode.LimitExceeded, () => Inbox.OpenAsync(Broker, queue), nameof(ConsumptionPolicy.Exclusive));
        }

        await using var next = await Inbox.OpenAsync(Broker, queue);
        await PublishAsync(queue, 1);
        await next.NextAsync();
    }

    [Fact]
    public async Task An_exclusive_consumer_is_alone()
    {
        var queue = await QueueAsync();
        await using (await Inbox.OpenAsync(Broker, queue))
        {
            await AssertRefusedAsync(ErrorCode.LimitExceeded, () => Inbox.OpenAsync(Broker, queue, new ConsumerOptions { Exclusive = true }), "alone");
        }

        await using var alone = await Inbox.OpenAsync(Broker, queue, new ConsumerOptions { Exclusive = true });
        await AssertRefusedAsync(ErrorCode.LimitExceeded, () => Inbox.OpenAsync(Broker, queue), "exclusive");
    }

    [Fact]
    public async Task An_auto_delete_queue_survives_a_restart_and_goes_with_its_last_consumer()
    {
        var queue = await QueueAsync(define: queue => queue with { AutoDelete = true });
        await PublishAsync(queue, 1);
        await Fixture.RestartAsync();
        await AssertHoldsAsync(queue, ready: 1);
        var inbox = await Inbox.OpenAsync(Broker, queue);
        await (await inbox.NextAsync()).AckAsync();
        await inbox.DisposeAsync();
        await UntilAsync(queue, "the queue to be gone", found => found is null);
    }

    [Fact]
    public async Task An_idle_queue_goes_and_one_that_is_used_stays()
    {
        var idle = await QueueAsync("idle", queue => queue with { ExpiresAfter = TimeSpan.FromSeconds(30) });
        var consumed = await QueueAsync("consumed", queue => queue with { ExpiresAfter = TimeSpan.FromSeconds(30) });
        var polled = await QueueAsync("polled", queue => queue with { ExpiresAfter = TimeSpan.FromSeconds(30) });
        await AssertHoldsAsync(idle);
        await using var inbox = await Inbox.OpenAsync(Broker, consumed);
        await AdvanceAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(await ReceiveAsync(polled));
        await PublishAsync(idle, 1);
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await UntilAsync(idle, "the queue to be gone", found => found is null);
        await AssertHoldsAsync(consumed);
        await AssertHoldsAsync(polled);
        await AdvanceAsync(TimeSpan.FromSeconds(20));
        await UntilAsync(polled, "the queue to be gone, too", found => found is null);
    }

    [Fact]
    public async Task An_idle_subscription_goes_and_leaves_its_topic()
    {
        var topic = await TopicAsync();
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "s") { ExpiresAfter = TimeSpan.FromSeconds(30) });
        await AssertHoldsAsync($"{topic}/s");
        await AdvanceAsync(TimeSpan.FromSeconds(30));
        await UntilAsync($"{topic}/s", "the subscription to be gone", found => found is null);
        Assert.Equal(EntityKind.Topic, (await DescribeAsync(topic)).Kind);
    }

    [Fact]
    public async Task Dead_letters_may_go_to_a_topic_under_a_subject_of_their_own()
    {
        var topic = await TopicAsync("s");
        var queue = await QueueAsync(define: queue => queue with { DeadLetterQueue = topic, DeadLetterSubject = "failed.jobs" });
        await Broker.PublishAsync(queue, new Message("m") { Subject = "jobs" });
        await Assert.Single(await ReceiveAsync(queue)).RejectAsync();
        await UntilAsync($"{topic}/s", "the dead letter", found => found is { Ready: 1 });
        Assert.Equal("failed.jobs", Assert.Single(await ReceiveAsync($"{topic}/s")).Message.Subject);
    }

    [Fact]
    public async Task Options_that_contradict_each_other_are_refused()
    {
        await AssertRefusedAsync(
            ErrorCode.InvalidArgument, () => QueueAsync(define: queue => queue with { Exclusive = true, SingleActiveConsumer = true }), nameof(ConsumptionPolicy.SingleActiveConsumer));
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => QueueAsync(define: queue => queue with { ExpiresAfter = TimeSpan.Zero }), nameof(ConsumptionPolicy.ExpiresAfter), "allowed");
        await AssertRefusedAsync(
            ErrorCode.InvalidArgument, () => QueueAsync(define: queue => queue with { DeadLetterQueue = "", DeadLetterSubject = "s" }), nameof(ConsumptionPolicy.DeadLetterQueue));
    }
}
