namespace Actors.Contract.Suites;

public abstract class CancellationSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_cancelled_receive_takes_nothing()
    {
        var queue = await QueueAsync();
        using var cancellation = new CancellationTokenSource();
        var waiting = Broker.ReceiveAsync(queue, Limits.LongestWait, cancellation.Token).AsTask();
        await DescribeAsync(queue);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Within("the receive to stop"));
        await DescribeAsync(queue);
        await PublishAsync(queue, 1);
        await AssertHoldsAsync(queue, ready: 1);
    }

    [Fact]
    public async Task A_call_with_a_cancelled_token_does_nothing_or_all_of_it()
    {
        var queue = await QueueAsync();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Broker.ReceiveAsync(queue, TimeSpan.Zero, cancelled).AsTask());
        await AssertAllOrNothingAsync(Broker.PublishAsync(queue, new Message("a"), cancelled).AsTask());
        await AssertAllOrNothingAsync(Broker.DeclareAsync(new QueueDefinition(Unique("other")), cancelled).AsTask());
        await AssertAllOrNothingAsync(Broker.PurgeAsync(queue, cancelled).AsTask());
        await AssertAllOrNothingAsync(Broker.DescribeAsync(queue, cancelled).AsTask());
        await PublishAsync(queue, 1);
        Assert.True((await DescribeAsync(queue)).Ready >= 1);
    }

    [Fact]
    public async Task Receives_cancelled_at_random_lose_nothing_and_hold_nothing_longer_than_their_lease()
    {
        const int Messages = 500;
        var queue = await QueueAsync(define: queue => queue with { LeaseTimeout = TimeSpan.FromSeconds(10), DeliveryLimit = 0 });
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var acked = new List<string>();
        var publishing = Task.Run(async () =>
        {
            for (var number = 0; number < Messages; number++)
            {
                await Broker.PublishAsync(queue, new Message($"{number}"));
            }
        });
        while (!publishing.IsCompleted || (await DescribeAsync(queue)).Ready > 0)
        {
            await ReceiveSomeAsync(queue, random, acked);
        }

        await publishing.Within("500 confirms");

        // What cancelled receives had been given comes back with the end of its lease, and nothing is missing then.
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        var rest = await ReceiveAsync(queue, Messages);
        Assert.Equal(Numbers(Messages).Order(), acked.Concat(Texts(rest)).Order());
        await AssertHoldsAsync(queue, leased: rest.Count);
    }

    [Fact]
    public async Task A_cancelled_attach_leaves_no_consumer_behind()
    {
        var queue = await QueueAsync();
        for (var round = 0; round < 50; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var publishing = Enumerable.Range(0, 20).Select(number => Task.Run(async () => await Broker.PublishAsync(queue, new Message($"{number}")))).ToList();
            var attaching = Task.Run(async () => await Broker.AttachAsync(queue, ConsumerOptions.Default, new Nowhere(), cancellation.Token));
            await cancellation.CancelAsync();
            try
            {
                await (await attaching.Within("the attach")).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                // As asked for.
            }

            await Task.WhenAll(publishing).Within("the publishes");
        }

        // A receive of all there is proves that nobody else holds a message.
        await DescribeAsync(queue);
        var described = await DescribeAsync(queue);
        Assert.Equal((1000, 0, 0), (described.Ready, described.Leased, described.Consumers));
    }

    private async Task ReceiveSomeAsync(string queue, Random random, List<string> acked)
    {
        using var cancellation = new CancellationTokenSource();
        var receiving = Broker.ReceiveAsync(queue, new ReceiveOptions { MaxMessages = random.Next(1, 20), Wait = TimeSpan.FromMinutes(1) }, cancellation.Token).AsTask();
        if (random.Next(2) == 0)
        {
            await DescribeAsync(queue);
        }

        await cancellation.CancelAsync();
        try
        {
            foreach (var delivery in await receiving.Within("a receive to end"))
            {
                await delivery.AckAsync();
                acked.Add(delivery.Message.Text);
            }
        }
        catch (OperationCanceledException)
        {
            // It got nothing, or what it got comes back.
        }
    }

    private static async Task AssertAllOrNothingAsync(Task call)
    {
        try
        {
            await call.Within("a cancelled call to end");
        }
        catch (OperationCanceledException)
        {
            // Nothing, or nobody waited for it.
        }
    }

    private sealed class Nowhere : IDeliverySink
    {
        public void Deliver(in DeliveryRun run)
        {
        }

        public void Closed(BrokerException? reason)
        {
        }
    }
}
