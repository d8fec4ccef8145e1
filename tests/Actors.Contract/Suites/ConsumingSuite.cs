using System.Collections.Concurrent;

namespace Actors.Contract.Suites;

public abstract class ConsumingSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task Four_consumers_share_ten_thousand_messages_each_exactly_once()
    {
        const int Messages = 10_000;
        var queue = await QueueAsync();
        var seen = new ConcurrentDictionary<string, int>();
        var left = Messages;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = new CancellationTokenSource();
        var consumers = Enumerable.Range(0, 4).Select(consumer => Task.Run(async () =>
        {
            var connection = await Fixture.ConnectAsync();
            await foreach (var delivery in connection.ConsumeAsync(queue, new ConsumerOptions { Prefetch = 100 }, stop.Token))
            {
                Assert.True(seen.TryAdd(delivery.Message.Text, consumer), $"Message {delivery.Message.Text} came twice.");
                await delivery.AckAsync();
                if (Interlocked.Decrement(ref left) == 0)
                {
                    all.SetResult();
                }
            }
        })).ToList();
        await PublishAsync(queue, Messages / 2);
        await PublishAsync(queue, Messages / 2, first: Messages / 2);

        await (await Task.WhenAny(all.Task, Task.WhenAll(consumers)).Within("10,000 acks")).Within("10,000 acks");
        await stop.CancelAsync();
        await Task.WhenAll(consumers).Within("the consumers to end");
        Assert.Equal(Numbers(Messages).Order(), seen.Keys.Order());
        Assert.Equal(4, seen.Values.Distinct().Count());
        var described = await DescribeAsync(queue);
        Assert.Equal((0, 0, 10_000, 0), (described.Ready, described.Leased, described.Acked, described.Redelivered));
    }

    [Fact]
    public async Task With_a_prefetch_of_five_the_sixth_message_comes_after_an_ack()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 10);
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 5);
        var five = await inbox.TakeAsync(5);
        await AssertHoldsAsync(queue, ready: 5, leased: 5);
        Assert.Equal(0, inbox.Waiting);

        await five[3].AckAsync();
        Assert.Equal("5", (await inbox.NextAsync()).Message.Text);
        await AssertHoldsAsync(queue, ready: 4, leased: 5);
    }

    [Fact]
    public async Task Messages_come_in_the_order_they_were_published()
    {
        var queue = await QueueAsync();
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 7);
        for (var number = 0; number < 200; number += 20)
        {
            await PublishAsync(queue, 20, number);
        }

        for (var number = 0; number < 200; number++)
        {
            var delivery = await inbox.NextAsync();
            Assert.Equal((number, 1, false), (delivery.Offset, delivery.Attempt, delivery.Redelivered));
            Assert.Equal($"{number}", delivery.Message.Text);
            delivery.Ack();
        }
    }

    [Fact]
    public async Task A_prefetch_of_zero_pauses_and_another_resumes()
    {
        var queue = await QueueAsync();
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 0);
        await PublishAsync(queue, 3);
        await AssertHoldsAsync(queue, ready: 3);

        inbox.Consumer.SetPrefetch(2);
        var two = await inbox.TakeAsync(2);
        inbox.Consumer.SetPrefetch(0);
        await two[0].AckAsync();
        await AssertHoldsAsync(queue, ready: 1, leased: 1);

        inbox.Consumer.SetPrefetch(2);
        Assert.Equal("2", (await inbox.NextAsync()).Message.Text);
    }

    [Fact]
    public async Task A_prefetch_out_of_range_is_refused_and_the_range_named()
    {
        var queue = await QueueAsync();
        foreach (var prefetch in new[] { -1, Limits.Prefetch + 1 })
        {
            await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Inbox.OpenAsync(Broker, queue, prefetch), $"{prefetch}", $"{Limits.Prefetch}");
        }

        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Task.Run(() => inbox.Consumer.SetPrefetch(-1)), "-1", $"{Limits.Prefetch}");
    }

    [Fact]
    public async Task A_consumer_that_leaves_gives_back_what_it_held_and_no_failure_is_counted()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 1 });
        await PublishAsync(queue, 3);
        var inbox = await Inbox.OpenAsync(Broker, queue);
        await inbox.TakeAsync(3);
        await inbox.DisposeAsync();
        Assert.Null(await inbox.Closing.Within("the sink to be told of an orderly end"));
        await AssertHoldsAsync(queue, ready: 3);

        await using var next = await Inbox.OpenAsync(Broker, queue);
        var again = await next.TakeAsync(3);
        Assert.Equal(Numbers(3), Texts(again));
        Assert.All(again, delivery => Assert.Equal(2, delivery.Attempt));
        Assert.Equal(1, (await DescribeAsync(queue)).Consumers);
    }

    [Fact]
    public async Task An_abandoned_consumer_has_failed_the_oldest_message_it_held()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 2, DeadLetterQueue = "" });
        await PublishAsync(queue, 3);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var inbox = await Inbox.OpenAsync(Broker, queue);
            Assert.All(await inbox.TakeAsync(3), delivery => Assert.Equal(attempt, delivery.Attempt));
            inbox.Consumer.Abandon();
            Assert.Null(await inbox.Closing.Within("the sink to be told that it was abandoned"));
        }

        await using var last = await Inbox.OpenAsync(Broker, queue);
        Assert.Equal(Numbers(2, first: 1), Texts(await last.TakeAsync(2)));
        Assert.Equal(1, (await DescribeAsync(queue)).DeadLettered);
    }

    [Fact]
    public async Task A_consumer_that_takes_nothing_holds_up_nobody_else()
    {
        var queue = await QueueAsync();
        await using var idle = await Inbox.OpenAsync(Broker, queue, prefetch: 2);
        await using var busy = await Inbox.OpenAsync(await Fixture.ConnectAsync(), queue, prefetch: 2);
        await PublishAsync(queue, 50);
        for (var taken = 0; taken < 48; taken++)
        {
            await (await busy.NextAsync()).AckAsync();
        }

        Assert.Equal(2, (await idle.TakeAsync(2)).Count);
        await AssertHoldsAsync(queue, leased: 2);
    }

    [Fact]
    public async Task What_cannot_be_consumed_is_named()
    {
        var missing = Unique("missing");
        await AssertRefusedAsync(ErrorCode.NotFound, () => Inbox.OpenAsync(Broker, missing), missing);
        var topic = await TopicAsync("billing");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Inbox.OpenAsync(Broker, topic), topic, "subscription");
        await AssertRefusedAsync(ErrorCode.NotFound, () => Inbox.OpenAsync(Broker, $"{topic}/missing"), topic, "missing");
        var queue = await QueueAsync();
        await AssertRefusedAsync(ErrorCode.NotFound, () => Inbox.OpenAsync(Broker, $"{queue}/billing"), queue);
    }
}
