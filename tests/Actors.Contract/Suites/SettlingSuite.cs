namespace Actors.Contract.Suites;

public abstract class SettlingSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task What_was_acked_with_an_answer_does_not_come_back_after_a_restart()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 100);
        var deliveries = await ReceiveAsync(queue, max: 100);
        var even = deliveries.Where(delivery => delivery.Offset % 2 == 0).Select(delivery => new Settlement(delivery.Lease, SettleVerb.Ack)).ToArray();
        Assert.Empty((await Broker.SettleAsync(queue, even)).Stale);
        await Fixture.RestartAsync();

        await AssertHoldsAsync(queue, ready: 50);
        Assert.Equal(Enumerable.Range(0, 50).Select(number => $"{number * 2 + 1}"), Texts(await ReceiveAsync(queue, max: 100)));
    }

    [Fact]
    public async Task An_ack_without_an_answer_removes_the_message_too()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 100);
        foreach (var delivery in await ReceiveAsync(queue, max: 100))
        {
            delivery.Ack();
        }

        await PublishAsync(queue, 1);
        await AssertHoldsAsync(queue, ready: 1);
        await Fixture.RestartAsync();
        await AssertHoldsAsync(queue, ready: 1);
    }

    [Fact]
    public async Task A_run_is_settled_at_once_in_any_part()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 200);
        var whole = (await ReceiveAsync(queue, max: 200))[0].Lease with { Count = 200 };
        var parts = new[]
        {
            new Settlement(whole with { FirstOffset = 150, Count = 50 }, SettleVerb.Ack),
            new Settlement(whole with { FirstOffset = 0, Count = 60 }, SettleVerb.Release),
            new Settlement(whole with { FirstOffset = 60, Count = 70 }, SettleVerb.Ack),
        };
        Assert.Empty((await Broker.SettleAsync(queue, parts)).Stale);
        await AssertHoldsAsync(queue, ready: 60, leased: 20);
    }

    [Fact]
    public async Task Settling_twice_is_told_and_changes_nothing()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 3);
        var deliveries = await ReceiveAsync(queue, max: 3);
        await deliveries[1].AckAsync();
        await AssertRefusedAsync(ErrorCode.StaleLease, () => deliveries[1].AckAsync().AsTask(), "offset 1");
        await AssertRefusedAsync(ErrorCode.StaleLease, () => deliveries[1].RejectAsync().AsTask());

        var receipt = await Broker.SettleAsync(queue, new[] { new Settlement(deliveries[0].Lease with { Count = 3 }, SettleVerb.Ack) });
        Assert.Equal([1], receipt.Stale.SelectMany(run => Enumerable.Range((int)run.FirstOffset, run.Count)));
        await AssertHoldsAsync(queue);
    }

    [Fact]
    public async Task Leases_never_given_are_stale()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 2);
        var lease = Assert.Single(await ReceiveAsync(queue)).Lease;
        var never = new[]
        {
            lease with { Attempt = 2 }, lease with { FirstOffset = 1 }, lease with { FirstOffset = 1_000_000 }, lease with { Epoch = lease.Epoch + 1 },
            lease with { Epoch = 0 }, lease with { Partition = 1 },
        };
        var receipt = await Broker.SettleAsync(queue, never.Select(each => new Settlement(each, SettleVerb.Ack)).ToArray());
        Assert.Equal(never, receipt.Stale);
        await AssertHoldsAsync(queue, ready: 1, leased: 1);
    }

    [Fact]
    public async Task Settlements_out_of_range_are_refused_and_the_range_named()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        var lease = Assert.Single(await ReceiveAsync(queue)).Lease;
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Settle(new Settlement(lease, (SettleVerb)9)), "verb");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Settle(new Settlement(lease, SettleVerb.Nack, TimeSpan.FromSeconds(-1))), "delay");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Settle(new Settlement(lease, SettleVerb.Nack, Limits.LongestDelay + TimeSpan.FromSeconds(1))), "delay");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Settle(new Settlement(lease, SettleVerb.Ack, TimeSpan.FromSeconds(1))), "delay");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Settle(new Settlement(lease with { Count = 0 }, SettleVerb.Ack)));
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Settle(new Settlement(lease with { Count = int.MaxValue }, SettleVerb.Ack)));
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Settle(new Settlement(lease with { FirstOffset = -1 }, SettleVerb.Ack)));
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Settle(), "settlements", $"{Limits.BatchCount}");
        await AssertHoldsAsync(queue, leased: 1);

        async Task Settle(params Settlement[] settlements) => await Broker.SettleAsync(queue, settlements);
    }

    [Fact]
    public async Task Settling_what_is_gone_is_silent_without_an_answer()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        var delivery = Assert.Single(await ReceiveAsync(queue));
        await Broker.DeleteAsync(queue);
        delivery.Ack();
        delivery.Nack();
        await QueueAsync("other");
    }
}
