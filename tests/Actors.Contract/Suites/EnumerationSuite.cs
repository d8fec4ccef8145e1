namespace Actors.Contract.Suites;

public abstract class EnumerationSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task An_enumeration_hands_out_messages_until_it_is_cancelled()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 100);
        using var stop = new CancellationTokenSource();
        var texts = new List<string>();
        await foreach (var delivery in Broker.ConsumeAsync(queue, new ConsumerOptions { Prefetch = 10 }, stop.Token))
        {
            texts.Add(delivery.Message.Text);
            delivery.Ack();
            if (texts.Count == 100)
            {
                await stop.CancelAsync();
            }
        }

        Assert.Equal(Numbers(100), texts);
        await AssertHoldsAsync(queue);
        Assert.Equal(0, (await DescribeAsync(queue)).Consumers);
    }

    [Fact]
    public async Task What_was_fetched_and_not_handed_out_goes_back_untouched()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 1 });
        await PublishAsync(queue, 50);
        await foreach (var delivery in Broker.ConsumeAsync(queue))
        {
            await delivery.AckAsync();
            break;
        }

        await AssertHoldsAsync(queue, ready: 49);
        await AssertRefusedAsync(ErrorCode.NotFound, () => DescribeAsync($"{queue}.dead-letter"));
    }

    [Fact]
    public async Task Leaving_the_loop_by_an_error_fails_the_message_in_hand()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 2, DeadLetterQueue = "" });
        await PublishAsync(queue, 2);
        for (var failure = 1; failure <= 2; failure++)
        {
            await Assert.ThrowsAsync<FormatException>(async () =>
            {
                await foreach (var delivery in Broker.ConsumeAsync(queue, new ConsumerOptions { Prefetch = 1 }))
                {
                    Assert.Equal("0", delivery.Message.Text);
                    throw new FormatException("This message cannot be read.");
                }
            });
        }

        Assert.Equal(1, (await DescribeAsync(queue)).DeadLettered);
        await AssertHoldsAsync(queue, ready: 1);
    }

    [Fact]
    public async Task Auto_ack_acks_a_message_when_the_next_one_is_asked_for()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 3);
        var seen = 0;
        await foreach (var _ in Broker.ConsumeAsync(queue, new ConsumerOptions { Prefetch = 1, AutoAck = true }))
        {
            if (++seen == 3)
            {
                break;
            }
        }

        await AssertHoldsAsync(queue, ready: 1);
        Assert.Equal(2, (await DescribeAsync(queue)).Acked);
    }

    [Fact]
    public async Task A_token_cancelled_before_ends_the_enumeration_without_an_error()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        await foreach (var _ in Broker.ConsumeAsync(queue, cancellationToken: new CancellationToken(canceled: true)))
        {
            Assert.Fail("A message was handed out.");
        }

        await AssertHoldsAsync(queue, ready: 1);
        Assert.Equal(0, (await DescribeAsync(queue)).Consumers);
    }

    [Fact]
    public async Task An_enumeration_of_something_deleted_says_so()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        var error = await Assert.ThrowsAsync<BrokerException>(async () =>
        {
            await foreach (var delivery in Broker.ConsumeAsync(queue))
            {
                await delivery.AckAsync();
                await Broker.DeleteAsync(queue);
            }
        });
        Assert.Equal(ErrorCode.Deleted, error.Code);
        Assert.Contains(queue, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_returns_acks_and_one_that_throws_nacks_with_a_growing_delay()
    {
        var queue = await QueueAsync(define: queue => queue with { DeadLetterQueue = "", DeliveryLimit = 3 });
        await PublishAsync(queue, 20);
        using var stop = new CancellationTokenSource();
        var consuming = Broker.ConsumeAsync(
            queue,
            (delivery, _) => int.Parse(delivery.Message.Text) % 2 == 0 ? default : throw new FormatException("Odd."),
            concurrency: 4,
            cancellationToken: stop.Token);
        foreach (var delay in new[] { 100, 200 })
        {
            await UntilAsync(queue, "10 acks and 10 delays", description => description is { Acked: 10, Delayed: 10 });
            await Fixture.AdvanceAsync(TimeSpan.FromMilliseconds(delay - 1));
            await AssertHoldsAsync(queue, delayed: 10);
            await AdvanceAsync(TimeSpan.FromMilliseconds(1));
        }

        await UntilAsync(queue, "10 that failed three times", description => description is { Ready: 0, Leased: 0, Delayed: 0, DeadLettered: 10 });
        await stop.CancelAsync();
        await consuming.Within("the handlers to end");
    }

    [Fact]
    public async Task No_more_handlers_run_at_a_time_than_asked_for()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 30);
        using var stop = new CancellationTokenSource();
        var running = 0;
        var most = 0;
        var done = 0;
        var gate = new SemaphoreSlim(0);
        var consuming = Broker.ConsumeAsync(
            queue,
            async (_, _) =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                if (now == 3)
                {
                    gate.Release(30);
                }

                await gate.WaitAsync().Within("three handlers at a time");
                Interlocked.Decrement(ref running);
                if (Interlocked.Increment(ref done) == 30)
                {
                    await stop.CancelAsync();
                }
            },
            concurrency: 3,
            cancellationToken: stop.Token);
        await consuming.Within("30 handlers");
        Assert.Equal(3, most);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
