using System.Collections.Concurrent;

namespace Actors.Contract.Suites;

public abstract class StressSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task Consumers_that_come_and_go_lose_nothing_and_settle_nothing_twice()
    {
        const int Messages = 4000;
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 0 });
        var acked = new ConcurrentDictionary<string, int>();
        var publishers = Enumerable.Range(0, 2).Select(half => Task.Run(async () =>
        {
            for (var number = half * Messages / 2; number < (half + 1) * Messages / 2; number += 20)
            {
                await PublishAsync(queue, 20, number);
            }
        })).ToList();
        var consumers = Enumerable.Range(0, 4).Select(seed => Task.Run(() => ComeAndGoAsync(queue, new Random(seed), acked, Messages))).ToList();

        await Task.WhenAll(publishers).Within("all confirms");
        await Task.WhenAll(consumers).Within("all messages to be acked");
        Assert.Equal(Numbers(Messages).Order(), acked.Keys.Order());
        Assert.All(acked.Values, times => Assert.Equal(1, times));
        await AssertHoldsAsync(queue);
    }

    [Fact]
    public async Task A_topic_under_changing_subscriptions_delivers_to_the_steady_one_everything_in_order()
    {
        const int Messages = 2000;
        var topic = await TopicAsync("steady");
        await using var steady = await Inbox.OpenAsync(Broker, $"{topic}/steady", prefetch: 100);
        var publishing = Task.Run(async () =>
        {
            for (var number = 0; number < Messages; number += 10)
            {
                await PublishAsync(topic, 10, number);
            }
        });
        var changing = Enumerable.Range(0, 3).Select(number => Task.Run(async () =>
        {
            while (!publishing.IsCompleted)
            {
                await Broker.DeclareAsync(new SubscriptionDefinition(topic, $"passing{number}"));
                await using var inbox = await Inbox.OpenAsync(Broker, $"{topic}/passing{number}", prefetch: 5);
                if (number == 0)
                {
                    await Broker.DeleteAsync($"{topic}/passing{number}");
                }
            }
        })).ToList();
        for (var number = 0; number < Messages; number++)
        {
            var delivery = await steady.NextAsync();
            Assert.Equal($"{number}", delivery.Message.Text);
            delivery.Ack();
        }

        await publishing.Within("all confirms");
        await Task.WhenAll(changing).Within("the subscriptions to stop changing");
        await AssertHoldsAsync($"{topic}/steady");
    }

    [Fact]
    public async Task A_sink_is_called_by_one_at_a_time_and_never_after_its_end()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 0 });
        using var stop = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            for (var number = 0; !stop.IsCancellationRequested; number += 10)
            {
                await PublishAsync(queue, 10, number);
                await Broker.PurgeAsync(queue);
            }
        });
        for (var round = 0; round < 100; round++)
        {
            // The inbox itself watches, and fails when it leaves.
            var inboxes = await Task.WhenAll(Enumerable.Range(0, 3).Select(number => Inbox.OpenAsync(Broker, queue, prefetch: 1 + (number * 20))));
            await inboxes[round % 3].NextAsync();
            await Task.WhenAll(inboxes.Select(inbox => Task.Run(async () => await inbox.DisposeAsync()))).Within("three consumers to leave at once");
            foreach (var inbox in inboxes)
            {
                Assert.Null(await inbox.Closing.Within("the sink to be closed"));
            }
        }

        await stop.CancelAsync();
        await publishing.Within("the publisher to end");
        Assert.Equal(0, (await DescribeAsync(queue)).Consumers);
    }

    [Fact]
    public async Task A_broker_that_stops_in_the_middle_keeps_what_it_confirmed()
    {
        var queue = await QueueAsync();
        var confirmed = new ConcurrentBag<string>();
        var acking = new ConcurrentBag<string>();
        var acked = new ConcurrentBag<string>();
        var broker = Broker;
        var publishers = Enumerable.Range(0, 4).Select(publisher => Task.Run(async () =>
        {
            try
            {
                for (var number = 0; ; number++)
                {
                    await broker.PublishAsync(queue, new Message($"{publisher}-{number}"));
                    confirmed.Add($"{publisher}-{number}");
                }
            }
            catch (Exception error) when (error is BrokerException or ObjectDisposedException)
            {
                // The broker stopped.
            }
        })).ToList();
        var consumer = Task.Run(async () =>
        {
            try
            {
                await foreach (var delivery in broker.ConsumeAsync(queue))
                {
                    acking.Add(delivery.Message.Text);
                    await delivery.AckAsync();
                    acked.Add(delivery.Message.Text);
                }
            }
            catch (Exception error) when (error is BrokerException or ObjectDisposedException)
            {
                // The broker stopped.
            }
        });
        while (acked.Count < 500)
        {
            await broker.DescribeAsync(queue);
        }

        await Fixture.RestartAsync();
        await Task.WhenAll([.. publishers, consumer]).Within("those who use a broker that stops");
        var left = new List<string>();
        for (var some = await ReceiveAsync(queue, 10_000); some.Count > 0; some = await ReceiveAsync(queue, 10_000))
        {
            left.AddRange(Texts(some));
        }

        // An ack whose answer was cut off may have been carried out or not.
        Assert.Empty(confirmed.Except(left).Except(acking));
        Assert.Empty(acked.Intersect(left));
    }

    private async Task ComeAndGoAsync(string queue, Random random, ConcurrentDictionary<string, int> acked, int messages)
    {
        var connection = await Fixture.ConnectAsync();
        while (acked.Count < messages)
        {
            using var stop = new CancellationTokenSource();
            var left = random.Next(1, 100);
            stop.CancelAfter(TimeSpan.FromMilliseconds(200));
            await foreach (var delivery in connection.ConsumeAsync(queue, new ConsumerOptions { Prefetch = random.Next(1, 64) }, stop.Token))
            {
                switch (random.Next(10))
                {
                    case 0:
                        delivery.Nack();
                        break;
                    case 1:
                        delivery.Release();
                        break;
                    default:
                        await delivery.AckAsync();
                        acked.AddOrUpdate(delivery.Message.Text, 1, (_, times) => times + 1);
                        break;
                }

                if (--left == 0)
                {
                    break;
                }
            }
        }
    }
}
