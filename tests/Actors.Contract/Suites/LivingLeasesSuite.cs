namespace Actors.Contract.Suites;

public abstract class LivingLeasesSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    private static readonly ConsumerOptions Living = new() { KeepsLease = true, Prefetch = 1 };

    [Fact]
    public async Task A_lease_lasts_for_as_long_as_its_consumer_is_there()
    {
        var queue = await QueueAsync(define: queue => queue with { LeaseTimeout = Limits.ShortestLease });
        await PublishAsync(queue, 1);
        await using var inbox = await Inbox.OpenAsync(Broker, queue, Living);
        var delivery = await inbox.NextAsync();
        for (var hour = 0; hour < 24; hour++)
        {
            await AdvanceAsync(TimeSpan.FromHours(1));
            await AssertHoldsAsync(queue, leased: 1);
        }

        await delivery.AckAsync();
        await AssertHoldsAsync(queue);
    }

    [Fact]
    public async Task When_the_consumer_dies_its_message_is_back_at_once()
    {
        var queue = await QueueAsync(define: queue => queue with { LeaseTimeout = Limits.LongestLease });
        await PublishAsync(queue, 1);
        var dying = await Inbox.OpenAsync(Broker, queue, Living);
        var held = await dying.NextAsync();
        await using var other = await Inbox.OpenAsync(await Fixture.ConnectAsync(), queue, Living);
        await AssertHoldsAsync(queue, leased: 1);

        dying.Consumer.Abandon();

        Assert.Equal(2, (await other.NextAsync()).Attempt);
        await AssertRefusedAsync(ErrorCode.StaleLease, () => held.AckAsync().AsTask(), "attempt 1");
    }

    [Fact]
    public async Task Extending_changes_nothing()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        await using var inbox = await Inbox.OpenAsync(Broker, queue, Living);
        var delivery = await inbox.NextAsync();
        await delivery.ExtendAsync(Limits.ShortestLease);
        await AdvanceAsync(TimeSpan.FromHours(1));
        await AssertHoldsAsync(queue, leased: 1);
    }

    [Fact]
    public async Task Other_consumers_of_the_queue_have_leases_as_ever()
    {
        var queue = await QueueAsync(define: queue => queue with { LeaseTimeout = TimeSpan.FromSeconds(10) });
        await PublishAsync(queue, 2);
        await using var living = await Inbox.OpenAsync(Broker, queue, Living);
        await living.NextAsync();
        Assert.Single(await ReceiveAsync(queue));
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await AssertHoldsAsync(queue, ready: 1, leased: 1);
    }

    [Fact]
    public async Task An_enumeration_can_be_as_slow_as_it_likes()
    {
        var queue = await QueueAsync(define: queue => queue with { LeaseTimeout = Limits.ShortestLease });
        await PublishAsync(queue, 3);
        var texts = new List<string>();
        await foreach (var delivery in Broker.ConsumeAsync(queue, Living with { Prefetch = 10 }))
        {
            await AdvanceAsync(TimeSpan.FromHours(5));
            Assert.Equal(1, delivery.Attempt);
            texts.Add(delivery.Message.Text);
            await delivery.AckAsync();
            if (texts.Count == 3)
            {
                break;
            }
        }

        Assert.Equal(Numbers(3), texts);
        await AssertHoldsAsync(queue);
    }

    [Fact]
    public async Task A_restart_ends_these_leases_like_all_others()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 1 });
        await PublishAsync(queue, 1);
        var before = await Inbox.OpenAsync(Broker, queue, Living);
        await before.NextAsync();
        await Fixture.RestartAsync();
        await AssertHoldsAsync(queue, ready: 1);
        Assert.True(Assert.Single(await ReceiveAsync(queue)).Attempt > 1);
    }

    [Fact]
    public async Task A_lease_timeout_beside_it_is_refused()
    {
        var queue = await QueueAsync();
        await AssertRefusedAsync(
            ErrorCode.InvalidArgument, () => Inbox.OpenAsync(Broker, queue, Living with { LeaseTimeout = TimeSpan.FromSeconds(5) }), "KeepsLease", "LeaseTimeout");
    }
}
