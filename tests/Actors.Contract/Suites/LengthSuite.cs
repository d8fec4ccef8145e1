namespace Actors.Contract.Suites;

public abstract class LengthSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task Drop_head_takes_every_message_and_drops_the_oldest()
    {
        var queue = await QueueAsync(define: queue => queue with { MaxLength = 3 });
        var receipt = await PublishAsync(queue, 5);
        Assert.Empty(receipt.Refused);
        Assert.Equal(2, (await DescribeAsync(queue)).Dropped);
        await Fixture.RestartAsync();
        Assert.Equal(Numbers(3, first: 2), Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task Reject_refuses_what_does_not_fit_entry_by_entry()
    {
        var queue = await QueueAsync(define: queue => queue with { MaxLength = 3, Overflow = OverflowPolicy.Reject });
        var receipt = await PublishAsync(queue, 5);
        Assert.Equal([(3, ErrorCode.LimitExceeded), (4, ErrorCode.LimitExceeded)], receipt.Refused.Select(refusal => (refusal.Index, refusal.Code)));
        Assert.Contains(queue, receipt.Refused[0].Reason, StringComparison.Ordinal);
        await AssertRefusedAsync(ErrorCode.LimitExceeded, () => Broker.PublishAsync(queue, new Message("more")).AsTask(), nameof(QueueDefinition.MaxLength));

        // What is under lease makes room: consumers bound it by their prefetch.
        Assert.Equal(Numbers(2), Texts(await ReceiveAsync(queue, max: 2)));
        Assert.Empty((await PublishAsync(queue, 2, first: 5)).Refused);
        await AssertHoldsAsync(queue, ready: 3, leased: 2);
    }

    [Fact]
    public async Task A_consumer_with_credit_makes_room()
    {
        var queue = await QueueAsync(define: queue => queue with { MaxLength = 1, Overflow = OverflowPolicy.Reject });
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 4);
        var receipt = await PublishAsync(queue, 6);
        Assert.Equal([5], receipt.Refused.Select(refusal => refusal.Index));
        Assert.Equal(Numbers(4), Texts(await inbox.TakeAsync(4)));
    }

    [Fact]
    public async Task Dead_letter_head_sends_the_oldest_away()
    {
        var queue = await QueueAsync(define: queue => queue with { MaxLength = 2, Overflow = OverflowPolicy.DeadLetterHead });
        Assert.Empty((await PublishAsync(queue, 3)).Refused);
        await UntilAsync($"{queue}.dead-letter", "the oldest", found => found is { Ready: 1 });
        var letter = Assert.Single(await ReceiveAsync($"{queue}.dead-letter")).Message;
        Assert.Equal(("0", "max-length"), (letter.Text, letter.Headers[DeadLetterHeaders.Reason].AsString()));
        Assert.Equal(["1", "2"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task Dead_letter_published_refuses_the_new_and_sends_it_away()
    {
        var queue = await QueueAsync(define: queue => queue with { MaxLength = 2, Overflow = OverflowPolicy.DeadLetterPublished });
        var receipt = await PublishAsync(queue, 3);
        Assert.Equal((2, ErrorCode.LimitExceeded), (Assert.Single(receipt.Refused).Index, receipt.Refused[0].Code));
        await UntilAsync($"{queue}.dead-letter", "the newest", found => found is { Ready: 1 });
        var letter = Assert.Single(await ReceiveAsync($"{queue}.dead-letter")).Message;
        Assert.Equal(("2", "max-length"), (letter.Text, letter.Headers[DeadLetterHeaders.Reason].AsString()));
        Assert.Equal(["0", "1"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task Bytes_are_limited_as_messages_are()
    {
        var queue = await QueueAsync(define: queue => queue with { MaxBytes = 5_000, Overflow = OverflowPolicy.Reject });
        Assert.Empty((await Broker.PublishAsync(queue, [new Message(new byte[4_000]), new Message("small")])).Refused);
        Assert.Single((await Broker.PublishAsync(queue, [new Message(new byte[1_000]), new Message("small")])).Refused);
        await Fixture.RestartAsync();
        await AssertRefusedAsync(ErrorCode.LimitExceeded, () => Broker.PublishAsync(queue, new Message(new byte[1_000])).AsTask(), nameof(QueueDefinition.MaxBytes));
        await Assert.Single(await ReceiveAsync(queue)).AckAsync();
        await Broker.PublishAsync(queue, new Message(new byte[4_000]));
        await AssertRefusedAsync(ErrorCode.LimitExceeded, () => Broker.PublishAsync(queue, new Message(new byte[6_000])).AsTask());
        await AssertHoldsAsync(queue, ready: 3);
    }

    [Fact]
    public async Task Dropping_by_bytes_leaves_what_fits()
    {
        var queue = await QueueAsync(define: queue => queue with { MaxBytes = 2_500 });
        for (var number = 0; number < 5; number++)
        {
            await Broker.PublishAsync(queue, new Message(new byte[1_000]) { Id = $"{number}" });
        }

        Assert.Equal(["3", "4"], (await ReceiveAsync(queue, max: 10)).Select(delivery => delivery.Message.Id));
    }

    [Fact]
    public async Task Limits_that_cannot_be_meant_are_refused()
    {
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => QueueAsync(define: queue => queue with { MaxLength = 0 }), nameof(QueueDefinition.MaxLength), "allowed");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => QueueAsync(define: queue => queue with { MaxBytes = -1 }), nameof(QueueDefinition.MaxBytes), "allowed");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => QueueAsync(define: queue => queue with { Overflow = OverflowPolicy.Reject }), nameof(QueueDefinition.MaxLength));
        await AssertRefusedAsync(
            ErrorCode.InvalidArgument,
            () => QueueAsync(define: queue => queue with { MaxLength = 1, Overflow = OverflowPolicy.DeadLetterHead, DeadLetterQueue = "" }),
            nameof(QueueDefinition.DeadLetterQueue));
    }
}
