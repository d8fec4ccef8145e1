namespace Actors.Contract.Suites;

public abstract class ReceivingSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_receive_takes_what_is_there_up_to_its_maximum()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 5);
        Assert.Equal(Numbers(3), Texts(await ReceiveAsync(queue, max: 3)));
        Assert.Equal(Numbers(2, first: 3), Texts(await ReceiveAsync(queue, max: 3)));
        Assert.Empty(await ReceiveAsync(queue, max: 3));
        await AssertHoldsAsync(queue, leased: 5);
    }

    [Fact]
    public async Task A_waiting_receive_wakes_with_the_first_message()
    {
        var queue = await QueueAsync();
        var waiting = Broker.ReceiveAsync(queue, new ReceiveOptions { MaxMessages = 10, Wait = TimeSpan.FromMinutes(1) }).AsTask();
        await DescribeAsync(queue);
        Assert.False(waiting.IsCompleted);
        await PublishAsync(queue, 2);
        Assert.Equal(Numbers(2), Texts(await waiting.Within("a receive to wake")));
    }

    [Fact]
    public async Task A_receive_whose_wait_is_over_comes_back_empty()
    {
        var queue = await QueueAsync();
        var waiting = Broker.ReceiveAsync(queue, TimeSpan.FromSeconds(20)).AsTask();
        await DescribeAsync(queue);
        await AdvanceAsync(TimeSpan.FromSeconds(19));
        await DescribeAsync(queue);
        Assert.False(waiting.IsCompleted);

        await AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Null(await waiting.Within("a receive to give up"));
        await PublishAsync(queue, 1);
        await AssertHoldsAsync(queue, ready: 1);
    }

    [Fact]
    public async Task Receives_that_wait_are_served_in_turn()
    {
        var queue = await QueueAsync();
        var waiting = Enumerable.Range(0, 5).Select(_ => Broker.ReceiveAsync(queue, TimeSpan.FromMinutes(1)).AsTask()).ToList();
        await DescribeAsync(queue);
        await PublishAsync(queue, 5);
        var got = await Task.WhenAll(waiting).Within("five receives to wake");
        Assert.Equal(Numbers(5), Texts(got!).Order());
    }

    [Fact]
    public async Task The_leases_of_a_receive_outlive_its_connection_and_can_be_settled_from_another()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        var connection = await Fixture.ConnectAsync();
        var delivery = Assert.Single(await connection.ReceiveAsync(queue, new ReceiveOptions()).AsTask().Within("a receive"));
        if (connection != Broker && connection is IAsyncDisposable own)
        {
            await own.DisposeAsync();
        }

        await AssertHoldsAsync(queue, leased: 1);
        var receipt = await Broker.SettleAsync(queue, new[] { new Settlement(delivery.Lease, SettleVerb.Ack) });
        Assert.Empty(receipt.Stale);
        await AssertHoldsAsync(queue);
    }

    [Fact]
    public async Task A_receive_may_bring_its_own_lease_timeout()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        await Broker.ReceiveAsync(queue, new ReceiveOptions { LeaseTimeout = TimeSpan.FromSeconds(5) });
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(2, Assert.Single(await ReceiveAsync(queue)).Attempt);
    }

    [Fact]
    public async Task A_receive_that_does_not_wait_is_served_among_many_consumers()
    {
        var queue = await QueueAsync();
        var inboxes = new List<Inbox>();
        for (var i = 0; i < 10; i++)
        {
            inboxes.Add(await Inbox.OpenAsync(Broker, queue, prefetch: 0));
        }

        await PublishAsync(queue, 10_000);
        inboxes.ForEach(inbox => inbox.Consumer.SetPrefetch(900));
        Assert.Single(await ReceiveAsync(queue));
        foreach (var inbox in inboxes)
        {
            await inbox.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(0, 0, "MaxMessages")]
    [InlineData(10_001, 0, "MaxMessages")]
    [InlineData(1, -1, "Wait")]
    [InlineData(1, 301, "Wait")]
    public async Task Options_out_of_range_are_refused_and_the_range_named(int max, int waitSeconds, string option)
    {
        var queue = await QueueAsync();
        var options = new ReceiveOptions { MaxMessages = max, Wait = TimeSpan.FromSeconds(waitSeconds) };
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.ReceiveAsync(queue, options).AsTask(), option, "allowed");
    }
}
