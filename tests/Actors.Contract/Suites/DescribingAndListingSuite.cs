namespace Actors.Contract.Suites;

public abstract class DescribingAndListingSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_description_counts_what_is_where_and_what_was_done()
    {
        var queue = await QueueAsync();
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 4);
        await PublishAsync(queue, 10);
        var deliveries = await inbox.TakeAsync(4);
        await deliveries[0].AckAsync();
        await inbox.NextAsync();
        await deliveries[1].NackAsync(TimeSpan.FromHours(1));
        await inbox.NextAsync();
        await deliveries[2].NackAsync();
        await inbox.NextAsync();

        var described = await DescribeAsync(queue);
        Assert.Equal((queue, EntityKind.Queue, 1), (described.Address, described.Kind, described.Consumers));
        Assert.Equal((4, 4, 1), (described.Ready, described.Leased, described.Delayed));
        Assert.Equal((10, 7, 1, 1, 0), (described.Published, described.Delivered, described.Redelivered, described.Acked, described.DeadLettered));
        Assert.True(described.Bytes > 0);
    }

    [Fact]
    public async Task The_oldest_age_is_that_of_the_oldest_message_not_settled()
    {
        var queue = await QueueAsync();
        Assert.Null((await DescribeAsync(queue)).OldestAge);
        await PublishAsync(queue, 1);
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await PublishAsync(queue, 1);
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        AssertClose(TimeSpan.FromSeconds(15), (await DescribeAsync(queue)).OldestAge);

        await Assert.Single(await ReceiveAsync(queue)).AckAsync();
        AssertClose(TimeSpan.FromSeconds(5), (await DescribeAsync(queue)).OldestAge);
        await Assert.Single(await ReceiveAsync(queue)).AckAsync();
        Assert.Null((await DescribeAsync(queue)).OldestAge);
    }

    [Fact]
    public async Task Rates_follow_the_last_seconds_and_come_to_rest()
    {
        var queue = await QueueAsync();
        for (var second = 0; second < 20; second++)
        {
            await PublishAsync(queue, 100);
            foreach (var delivery in await ReceiveAsync(queue, max: 50))
            {
                delivery.Ack();
            }

            await DescribeAsync(queue);
            await AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        var busy = await DescribeAsync(queue);
        Assert.InRange(busy.PublishRate, 80, 110);
        Assert.InRange(busy.DeliverRate, 40, 55);
        Assert.InRange(busy.AckRate, 40, 55);

        for (var second = 0; second < 100; second++)
        {
            await AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.InRange((await DescribeAsync(queue)).PublishRate, 0, 0.01);
    }

    [Fact]
    public async Task Lists_come_in_pages_and_miss_nothing()
    {
        // Names around the separator in the order of characters: a page must not lose its place among them.
        var topic = await TopicAsync("one", "two", "a.b");
        string[] around = [$"{topic}!", $"{topic}-x", $"{topic}.dead-letter", $"{topic}0", $"{topic}x"];
        foreach (var name in around)
        {
            await Broker.DeclareAsync(new QueueDefinition(name));
        }

        for (var queue = 0; queue < 20; queue++)
        {
            await QueueAsync($"{queue:00}");
        }

        string[] expected = [.. around, topic, $"{topic}/one", $"{topic}/two", $"{topic}/a.b", .. Enumerable.Range(0, 20).Select(queue => Unique($"{queue:00}"))];
        foreach (var size in new[] { 1, 2, 7, 1000 })
        {
            var listed = new List<EntityDescription>();
            for (string? after = null; ;)
            {
                var page = await Broker.ListAsync(after, size).AsTask().Within("a page of the list");
                Assert.InRange(page.Count, 0, size);
                if (page.Count == 0)
                {
                    break;
                }

                listed.AddRange(page);
                after = page[^1].Address;
            }

            Assert.Equal(expected.Order(StringComparer.Ordinal), listed.Select(entity => entity.Address).Where(expected.Contains));
            Assert.Equal(listed.Count, listed.Select(entity => entity.Address).Distinct().Count());
            Assert.Equal(3, listed.Single(entity => entity.Address == topic).Subscriptions);
        }
    }

    [Fact]
    public async Task A_thousand_queues_are_declared_used_and_listed()
    {
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(queue => QueueAsync($"{queue:0000}"))).Within("1,000 queues");
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(queue => Broker.PublishAsync(Unique($"{queue:0000}"), new Message("a")).AsTask())).Within("1,000 confirms");
        var listed = await Broker.ListAsync(null, 10_000).AsTask().Within("the list");
        var mine = listed.Where(entity => entity.Address.EndsWith(Unique(""), StringComparison.Ordinal)).ToList();
        Assert.Equal(1000, mine.Count);
        Assert.All(mine, entity => Assert.Equal(1, entity.Ready));
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        var topic = await TopicAsync("billing");
        var queue = await QueueAsync();
        await AssertRefusedAsync(ErrorCode.NotFound, () => DescribeAsync(Unique("missing")), Unique("missing"));
        await AssertRefusedAsync(ErrorCode.NotFound, () => DescribeAsync($"{topic}/missing"), "missing");
        await AssertRefusedAsync(ErrorCode.NotFound, () => DescribeAsync($"{queue}/billing"), queue);
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.ListAsync(null, 0).AsTask(), $"{Limits.ReceiveCount}");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.ListAsync(null, Limits.ReceiveCount + 1).AsTask(), $"{Limits.ReceiveCount}");
    }

    private static void AssertClose(TimeSpan expected, TimeSpan? actual) =>
        Assert.InRange(actual ?? TimeSpan.MinValue, expected, expected + TimeSpan.FromMilliseconds(100));
}
