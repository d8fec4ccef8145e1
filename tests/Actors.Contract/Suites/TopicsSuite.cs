namespace Actors.Contract.Suites;

public abstract class TopicsSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task Every_subscription_gets_every_message_once()
    {
        var topic = await TopicAsync("billing", "audit");
        await using var billing = await Inbox.OpenAsync(Broker, $"{topic}/billing");
        await using var audit = await Inbox.OpenAsync(await Fixture.ConnectAsync(), $"{topic}/audit");
        await PublishAsync(topic, 100);
        Assert.Equal(Numbers(100), Texts(await billing.TakeAsync(100)));
        var deliveries = await audit.TakeAsync(100);
        Assert.Equal(Numbers(100), Texts(deliveries));
        Assert.All(deliveries, delivery => Assert.Equal($"{topic}/audit", delivery.Source));
    }

    [Fact]
    public async Task A_subscription_is_consumed_like_a_queue()
    {
        var topic = await TopicAsync("work");
        await using var one = await Inbox.OpenAsync(Broker, $"{topic}/work", prefetch: 1);
        await using var two = await Inbox.OpenAsync(Broker, $"{topic}/work", prefetch: 1);
        await PublishAsync(topic, 3);
        var first = await one.NextAsync();
        var second = await two.NextAsync();
        Assert.NotEqual(first.Offset, second.Offset);
        await AssertHoldsAsync($"{topic}/work", ready: 1, leased: 2);
        await first.NackAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("2", (await one.NextAsync()).Message.Text);
        await AssertHoldsAsync($"{topic}/work", leased: 2, delayed: 1);
    }

    [Fact]
    public async Task Subscriptions_do_not_disturb_one_another()
    {
        var topic = await TopicAsync("billing", "audit");
        await PublishAsync(topic, 10);
        foreach (var delivery in await ReceiveAsync($"{topic}/billing", max: 10))
        {
            await delivery.AckAsync();
        }

        await AssertHoldsAsync($"{topic}/billing");
        await AssertHoldsAsync($"{topic}/audit", ready: 10);
        Assert.Equal(10, await Broker.PurgeAsync($"{topic}/audit"));
        Assert.Equal(0, (await DescribeAsync(topic)).Bytes);
    }

    [Fact]
    public async Task A_message_is_kept_until_the_last_subscription_has_settled_it()
    {
        var topic = await TopicAsync("billing", "audit");
        await PublishAsync(topic, 2);
        var bytes = (await DescribeAsync(topic)).Bytes;
        foreach (var delivery in await ReceiveAsync($"{topic}/billing", max: 2))
        {
            await delivery.AckAsync();
        }

        Assert.Equal(bytes, (await DescribeAsync(topic)).Bytes);
        await (await ReceiveAsync($"{topic}/audit"))[0].AckAsync();
        Assert.Equal(bytes / 2, (await DescribeAsync(topic)).Bytes);
        Assert.True(await Broker.DeleteAsync($"{topic}/audit"));
        Assert.Equal(0, (await DescribeAsync(topic)).Bytes);
    }

    [Fact]
    public async Task A_late_subscription_gets_what_comes_after_it()
    {
        var topic = await TopicAsync("early");
        await PublishAsync(topic, 5);
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "late"));
        await PublishAsync(topic, 2, first: 5);
        Assert.Equal(Numbers(2, first: 5), Texts(await ReceiveAsync($"{topic}/late", max: 10)));
        Assert.Equal(7, (await ReceiveAsync($"{topic}/early", max: 10)).Count);
    }

    [Fact]
    public async Task Without_a_subscription_a_publish_is_confirmed_and_kept_for_nobody()
    {
        var topic = await TopicAsync();
        await PublishAsync(topic, 3);
        var described = await DescribeAsync(topic);
        Assert.Equal((0, 3), (described.Bytes, described.Published));
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "late"));
        Assert.Equal(3, await Broker.PublishAsync(topic, new Message("3")));
        Assert.Equal("3", Assert.Single(await ReceiveAsync($"{topic}/late", max: 10)).Message.Text);
    }

    [Fact]
    public async Task A_deleted_subscription_closes_its_consumers_and_no_others()
    {
        var topic = await TopicAsync("billing", "audit");
        await using var billing = await Inbox.OpenAsync(Broker, $"{topic}/billing");
        await using var audit = await Inbox.OpenAsync(Broker, $"{topic}/audit");
        Assert.True(await Broker.DeleteAsync($"{topic}/billing"));
        Assert.Equal(ErrorCode.Deleted, (await billing.Closing.Within("the consumer to be closed"))?.Code);
        await PublishAsync(topic, 1);
        await audit.NextAsync();
        Assert.False(audit.Closing.IsCompleted);
        await AssertRefusedAsync(ErrorCode.NotFound, () => DescribeAsync($"{topic}/billing"), "billing");
    }

    [Fact]
    public async Task Subscriptions_and_their_places_survive_a_restart()
    {
        var topic = await TopicAsync("billing", "audit");
        await PublishAsync(topic, 10);
        foreach (var delivery in await ReceiveAsync($"{topic}/billing", max: 4))
        {
            await delivery.AckAsync();
        }

        await Fixture.RestartAsync();
        await AssertHoldsAsync($"{topic}/billing", ready: 6);
        await AssertHoldsAsync($"{topic}/audit", ready: 10);
        Assert.Equal(Numbers(6, first: 4), Texts(await ReceiveAsync($"{topic}/billing", max: 10)));
        Assert.Equal(2, (await DescribeAsync(topic)).Subscriptions);
    }

    [Fact]
    public async Task A_hundred_subscriptions_all_get_it()
    {
        var names = Enumerable.Range(0, 100).Select(number => $"s{number}").ToArray();
        var topic = await TopicAsync(names);
        await PublishAsync(topic, 20);
        foreach (var name in names)
        {
            var deliveries = await ReceiveAsync($"{topic}/{name}", max: 20);
            Assert.Equal(20, deliveries.Count);
            Assert.Empty((await Broker.SettleAsync($"{topic}/{name}", new[] { new Settlement(deliveries[0].Lease with { Count = 20 }, SettleVerb.Ack) })).Stale);
        }

        Assert.Equal(0, (await DescribeAsync(topic)).Bytes);
    }
}
