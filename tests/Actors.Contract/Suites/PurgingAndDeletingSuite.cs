namespace Actors.Contract.Suites;

public abstract class PurgingAndDeletingSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_purge_removes_what_is_ready_and_delayed_and_leaves_what_is_leased()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 100);
        var deliveries = await ReceiveAsync(queue, max: 10);
        await deliveries[3].NackAsync(TimeSpan.FromHours(1));
        await deliveries[4].NackAsync();
        Assert.Equal(92, await Broker.PurgeAsync(queue));
        await AssertHoldsAsync(queue, leased: 8);

        await deliveries[0].AckAsync();
        await deliveries[1].NackAsync();
        await AssertHoldsAsync(queue, ready: 1, leased: 6);
        Assert.Equal(1, await Broker.PurgeAsync(queue));
        Assert.Equal(0, await Broker.PurgeAsync(queue));
    }

    [Fact]
    public async Task What_was_purged_does_not_come_back_after_a_restart()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1000);
        Assert.Equal(1000, await Broker.PurgeAsync(queue));
        await PublishAsync(queue, 1);
        await Fixture.RestartAsync();
        await AssertHoldsAsync(queue, ready: 1);
    }

    [Fact]
    public async Task A_deleted_queue_is_gone_with_everything_in_it()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 10);
        Assert.True(await Broker.DeleteAsync(queue));
        Assert.False(await Broker.DeleteAsync(queue));
        await AssertRefusedAsync(ErrorCode.NotFound, () => DescribeAsync(queue), queue);
        await AssertRefusedAsync(ErrorCode.NotFound, () => Broker.PublishAsync(queue, new Message("a")).AsTask(), queue);

        await Broker.DeclareAsync(new QueueDefinition(queue) { DeliveryLimit = 1 });
        await AssertHoldsAsync(queue);
        await Fixture.RestartAsync();
        await AssertHoldsAsync(queue);
        Assert.Equal(1, (await DescribeAsync(queue)).DeliveryLimit);
    }

    [Fact]
    public async Task Deleting_closes_the_consumers_and_ends_the_waits()
    {
        var queue = await QueueAsync();
        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        await PublishAsync(queue, 1);
        var delivery = await inbox.NextAsync();
        var other = await QueueAsync("other");
        var waiting = Broker.ReceiveAsync(other, Limits.LongestWait).AsTask();
        await DescribeAsync(other);

        Assert.True(await Broker.DeleteAsync(queue));
        Assert.True(await Broker.DeleteAsync(other));
        Assert.Equal(ErrorCode.Deleted, (await inbox.Closing.Within("the consumer to be closed"))?.Code);
        await AssertRefusedAsync(ErrorCode.Deleted, () => waiting, other);
        var error = await Assert.ThrowsAsync<BrokerException>(() => delivery.AckAsync().AsTask());
        Assert.True(error.Code is ErrorCode.NotFound or ErrorCode.Deleted or ErrorCode.StaleLease, $"{error}");
    }

    [Fact]
    public async Task Deleting_a_topic_deletes_its_subscriptions()
    {
        var topic = await TopicAsync("billing");
        await using var inbox = await Inbox.OpenAsync(Broker, $"{topic}/billing");
        Assert.True(await Broker.DeleteAsync(topic));
        Assert.Equal(ErrorCode.Deleted, (await inbox.Closing.Within("the consumer to be closed"))?.Code);
        await Broker.DeclareAsync(new TopicDefinition(topic));
        await AssertRefusedAsync(ErrorCode.NotFound, () => DescribeAsync($"{topic}/billing"), "billing");
        Assert.False(await Broker.DeleteAsync($"{topic}/billing"));
    }

    [Fact]
    public async Task Deleting_while_consuming_hangs_nobody()
    {
        for (var round = 0; round < 20; round++)
        {
            var queue = await QueueAsync($"queue{round}");
            var inboxes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Inbox.OpenAsync(Broker, queue, prefetch: 10)));
            var publishing = Enumerable.Range(0, 50).Select(number => Broker.PublishAsync(queue, new Message($"{number}")).AsTask()).ToList();
            Assert.True(await Broker.DeleteAsync(queue).AsTask().Within("the delete"));
            foreach (var inbox in inboxes)
            {
                Assert.Equal(ErrorCode.Deleted, (await inbox.Closing.Within("a consumer to be closed"))?.Code);
                await inbox.DisposeAsync();
            }

            foreach (var publish in publishing)
            {
                try
                {
                    await publish.Within("an answer to a publish");
                }
                catch (BrokerException gone) when (gone.Code is ErrorCode.Deleted or ErrorCode.NotFound)
                {
                    // It came after the delete.
                }
            }
        }
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_purged()
    {
        var topic = await TopicAsync("billing");
        await AssertRefusedAsync(ErrorCode.NotFound, () => Broker.PurgeAsync(Unique("missing")).AsTask(), Unique("missing"));
        await AssertRefusedAsync(ErrorCode.NotFound, () => Broker.PurgeAsync($"{topic}/missing").AsTask(), "missing");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.PurgeAsync(topic).AsTask(), topic);
    }
}
