namespace Actors.Contract.Suites;

public abstract class BrowsingSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task Browsing_a_hundred_messages_changes_nothing()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 200);
        for (var times = 0; times < 3; times++)
        {
            var browsed = await Broker.BrowseAsync(queue, 0, 100);
            Assert.Equal(Numbers(100), browsed.Select(message => message.Message.Text));
            Assert.All(browsed, message => Assert.Equal((MessageState.Ready, 0), (message.State, message.Attempt)));
        }

        await AssertHoldsAsync(queue, ready: 200);
        var delivery = Assert.Single(await ReceiveAsync(queue));
        Assert.Equal(("0", 1), (delivery.Message.Text, delivery.Attempt));
    }

    [Fact]
    public async Task A_browse_begins_where_it_is_told_and_passes_over_what_is_settled()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 10);
        var deliveries = await ReceiveAsync(queue, max: 10);
        foreach (var offset in new[] { 0, 3, 4 })
        {
            await deliveries[offset].AckAsync();
        }

        await deliveries[1].NackAsync(TimeSpan.FromMinutes(1));
        await deliveries[5].NackAsync();
        var browsed = await Broker.BrowseAsync(queue, 1, 4);
        Assert.Equal(
            [(1, MessageState.Delayed), (2, MessageState.Leased), (5, MessageState.Ready), (6, MessageState.Leased)],
            browsed.Select(message => (message.Offset, message.State)));
        Assert.All(browsed, message => Assert.Equal(1, message.Attempt));
        Assert.Equal(Numbers(3, first: 7), (await Broker.BrowseAsync(queue, 7, 100)).Select(message => message.Message.Text));
        Assert.Empty(await Broker.BrowseAsync(queue, 10, 100));
        Assert.Empty(await Broker.BrowseAsync(queue, long.MaxValue / 2, 1));
    }

    [Fact]
    public async Task Each_subscription_shows_its_own_view()
    {
        var topic = await TopicAsync("billing", "audit");
        await PublishAsync(topic, 3);
        await Assert.Single(await ReceiveAsync($"{topic}/billing")).AckAsync();
        Assert.Equal([1, 2], (await Broker.BrowseAsync($"{topic}/billing", 0, 10)).Select(message => message.Offset));
        Assert.Equal([0, 1, 2], (await Broker.BrowseAsync($"{topic}/audit", 0, 10)).Select(message => message.Offset));
    }

    [Fact]
    public async Task Large_messages_come_in_smaller_pages_that_can_be_walked()
    {
        var queue = await QueueAsync();
        for (var number = 0; number < 8; number++)
        {
            await Broker.PublishAsync(queue, new Message(new byte[400_000]) { Id = $"{number}" });
        }

        var ids = new List<string?>();
        for (long from = 0; ;)
        {
            var page = await Broker.BrowseAsync(queue, from, 100);
            if (page.Count == 0)
            {
                break;
            }

            ids.AddRange(page.Select(message => message.Message.Id));
            Assert.All(page, message => Assert.Equal(400_000, message.Message.Body.Length));
            from = page[^1].Offset + 1;
        }

        Assert.Equal(Numbers(8), ids);
    }

    [Fact]
    public async Task Looking_while_others_publish_always_gets_an_answer()
    {
        var queue = await QueueAsync();
        using var stop = new CancellationTokenSource();
        var publishers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Broker.PublishAsync(queue, new Message($"{number}")).AsTask()));
            }
        })).ToList();
        long next = 0;
        for (var look = 0; look < 300; look++)
        {
            await DescribeAsync(queue);
            var page = await Broker.BrowseAsync(queue, next, 1000).AsTask().Within("a browse under load");
            Assert.Equal(Enumerable.Range(0, page.Count).Select(at => next + at), page.Select(message => message.Offset));
            next = page.Count > 0 ? page[^1].Offset + 1 : next;
        }

        await stop.CancelAsync();
        await Task.WhenAll(publishers).Within("the publishers to end");
    }

    [Fact]
    public async Task A_browse_out_of_range_is_refused_and_the_range_named()
    {
        var queue = await QueueAsync();
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.BrowseAsync(queue, -1, 1).AsTask(), "-1");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.BrowseAsync(queue, 0, 0).AsTask(), "0", $"{Limits.ReceiveCount}");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.BrowseAsync(queue, 0, Limits.ReceiveCount + 1).AsTask(), $"{Limits.ReceiveCount}");
        await AssertRefusedAsync(ErrorCode.NotFound, () => Broker.BrowseAsync(Unique("missing"), 0, 1).AsTask(), Unique("missing"));
    }
}
