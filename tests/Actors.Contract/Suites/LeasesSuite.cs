namespace Actors.Contract.Suites;

public abstract class LeasesSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_message_comes_back_when_its_lease_runs_out_and_not_before()
    {
        var queue = await QueueAsync(define: queue => queue with { LeaseTimeout = TimeSpan.FromSeconds(30) });
        await PublishAsync(queue, 2);
        var first = await ReceiveAsync(queue);
        await AdvanceAsync(TimeSpan.FromSeconds(29.5));
        await AssertHoldsAsync(queue, ready: 1, leased: 1);

        await AdvanceAsync(TimeSpan.FromSeconds(0.5));
        await AssertHoldsAsync(queue, ready: 2);
        var second = Assert.Single(await ReceiveAsync(queue));
        Assert.Equal(("0", 2, true), (second.Message.Text, second.Attempt, second.Redelivered));
        await AssertRefusedAsync(ErrorCode.StaleLease, () => first[0].AckAsync().AsTask(), "attempt 1");
        await second.AckAsync();
        await AssertHoldsAsync(queue, ready: 1);
    }

    [Fact]
    public async Task An_expired_message_goes_to_another_consumer_that_waits()
    {
        var queue = await QueueAsync();
        await using var slow = await Inbox.OpenAsync(Broker, queue, prefetch: 1, leaseTimeout: TimeSpan.FromSeconds(10));
        await PublishAsync(queue, 1);
        await slow.NextAsync();
        slow.Consumer.SetPrefetch(0);
        await using var other = await Inbox.OpenAsync(await Fixture.ConnectAsync(), queue, prefetch: 1);
        await DescribeAsync(queue);
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, (await other.NextAsync()).Attempt);
    }

    [Fact]
    public async Task An_extended_lease_lasts_as_long_as_it_was_extended_to()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        var delivery = Assert.Single(await ReceiveAsync(queue));
        for (var i = 0; i < 4; i++)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(20));
            await delivery.ExtendAsync(TimeSpan.FromSeconds(30));
        }

        await AdvanceAsync(TimeSpan.FromSeconds(29));
        await AssertHoldsAsync(queue, leased: 1);
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        await AssertHoldsAsync(queue, ready: 1);
        await AssertRefusedAsync(ErrorCode.StaleLease, () => delivery.ExtendAsync(TimeSpan.FromSeconds(30)).AsTask());
    }

    [Fact]
    public async Task A_lease_can_be_made_shorter()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        var delivery = Assert.Single(await ReceiveAsync(queue));
        await delivery.ExtendAsync(TimeSpan.FromSeconds(1));
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        await AssertHoldsAsync(queue, ready: 1);
    }

    [Fact]
    public async Task Extending_a_run_tells_which_leases_were_not_held()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 5);
        var deliveries = await ReceiveAsync(queue, max: 5);
        await deliveries[2].AckAsync();
        var receipt = await Broker.ExtendAsync(queue, new[] { deliveries[0].Lease with { Count = 5 } }, TimeSpan.FromMinutes(1));
        Assert.Equal([2], receipt.Stale.SelectMany(run => Enumerable.Range((int)run.FirstOffset, run.Count)));
        await AdvanceAsync(TimeSpan.FromSeconds(31));
        await AssertHoldsAsync(queue, leased: 4);
    }

    [Theory]
    [InlineData(0.999)]
    [InlineData(43_201)]
    public async Task A_lease_out_of_range_is_refused_and_the_range_named(double seconds)
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        var delivery = Assert.Single(await ReceiveAsync(queue));
        var timeout = TimeSpan.FromSeconds(seconds);
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => delivery.ExtendAsync(timeout).AsTask(), $"{timeout}", $"{Limits.LongestLease}");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Inbox.OpenAsync(Broker, queue, leaseTimeout: timeout), $"{timeout}", $"{Limits.LongestLease}");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.DeclareAsync(new QueueDefinition(Unique("other")) { LeaseTimeout = timeout }).AsTask(), "LeaseTimeout", $"{Limits.LongestLease}");
    }

    [Fact]
    public async Task Leases_end_with_a_restart_and_count_no_failure()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 1 });
        await PublishAsync(queue, 2);
        var before = await ReceiveAsync(queue, max: 2);
        await Fixture.RestartAsync();

        await AssertHoldsAsync(queue, ready: 2);
        var after = await ReceiveAsync(queue, max: 2);
        Assert.All(after, delivery => Assert.Equal(2, delivery.Attempt));

        // A lease of the life before is stale, even if the attempts happened to be the same.
        var old = after[0].Lease with { Epoch = before[0].Lease.Epoch };
        var receipt = await Broker.SettleAsync(queue, new[] { new Settlement(old, SettleVerb.Ack) });
        Assert.Equal(old, Assert.Single(receipt.Stale));
        await AssertHoldsAsync(queue, leased: 2);
    }
}
