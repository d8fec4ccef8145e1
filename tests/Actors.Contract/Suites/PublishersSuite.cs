namespace Actors.Contract.Suites;

public abstract class PublishersSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_batch_sent_again_is_stored_once_and_confirmed_with_its_offsets()
    {
        var queue = await QueueAsync();
        var first = await PublishAsync(queue, "p", epoch: 1, sequence: 0, "a", "b");
        var again = await PublishAsync(queue, "p", epoch: 1, sequence: 0, "a", "b");
        Assert.Equal([first.OffsetOf(0), first.OffsetOf(1)], [again.OffsetOf(0), again.OffsetOf(1)]);
        Assert.Equal(2, again.Duplicates.Count);

        // Half of it is new.
        var half = await PublishAsync(queue, "p", epoch: 1, sequence: 1, "b", "c");
        Assert.Equal([first.OffsetOf(1), first.OffsetOf(1) + 1], [half.OffsetOf(0), half.OffsetOf(1)]);
        Assert.Equal(["a", "b", "c"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task What_a_publisher_sent_is_remembered_across_a_restart()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, "p", epoch: 3, sequence: 0, "a", "b");
        foreach (var delivery in await ReceiveAsync(queue, max: 10))
        {
            await delivery.AckAsync();
        }

        await Fixture.RestartAsync();
        Assert.Equal(2, (await PublishAsync(queue, "p", epoch: 3, sequence: 0, "a", "b")).Duplicates.Count);
        await AssertRefusedAsync(ErrorCode.Fenced, () => PublishAsync(queue, "p", epoch: 2, sequence: 9, "old"), "p", "3");
        await AssertHoldsAsync(queue);
    }

    [Fact]
    public async Task Once_a_later_life_has_published_the_earlier_one_is_refused()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, "p", epoch: 1, sequence: 0, "a");
        await PublishAsync(queue, "p", epoch: 2, sequence: 0, "b");
        await AssertRefusedAsync(ErrorCode.Fenced, () => PublishAsync(queue, "p", epoch: 1, sequence: 1, "c"), "epoch 2");
        await PublishAsync(queue, "other", epoch: 1, sequence: 0, "d");
        Assert.Equal(["a", "b", "d"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task A_gap_is_filled_when_its_message_comes()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, "p", epoch: 0, sequence: 2, "c");
        Assert.Empty((await PublishAsync(queue, "p", epoch: 0, sequence: 0, "a", "b")).Duplicates);
        Assert.Equal(3, (await PublishAsync(queue, "p", epoch: 0, sequence: 0, "a", "b", "c")).Duplicates.Count);
        Assert.Equal(["c", "a", "b"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task A_topic_knows_publishers_as_a_queue_does()
    {
        var topic = await TopicAsync("s");
        await PublishAsync(topic, "p", epoch: 0, sequence: 0, "a");
        await PublishAsync(topic, "p", epoch: 0, sequence: 0, "a");
        await AssertHoldsAsync($"{topic}/s", ready: 1);
    }

    [Fact]
    public async Task A_message_that_was_refused_may_be_sent_again()
    {
        var queue = await QueueAsync(define: queue => queue with { MaxLength = 1, Overflow = OverflowPolicy.Reject });
        var receipt = await PublishAsync(queue, "p", epoch: 0, sequence: 0, "a", "b");
        Assert.Equal((1, ErrorCode.LimitExceeded), (Assert.Single(receipt.Refused).Index, receipt.Refused[0].Code));
        await Assert.Single(await ReceiveAsync(queue)).AckAsync();
        Assert.Empty((await PublishAsync(queue, "p", epoch: 0, sequence: 1, "b")).Duplicates);
        Assert.Equal("b", Assert.Single(await ReceiveAsync(queue)).Message.Text);
    }

    [Fact]
    public async Task Numbers_without_a_publisher_or_out_of_range_are_refused()
    {
        var queue = await QueueAsync();
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Publish(new PublishOptions { FirstSequence = 1 }), nameof(PublishOptions.FirstSequence));
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Publish(new PublishOptions { Publisher = "p", PublisherEpoch = -1 }), nameof(PublishOptions.PublisherEpoch));
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Publish(new PublishOptions { Publisher = new string('p', 300) }), nameof(PublishOptions.Publisher));

        Task Publish(PublishOptions options) => Broker.PublishAsync(queue, MessageBatch.Of(new Message("m")), options).AsTask();
    }

    private async Task<PublishReceipt> PublishAsync(string name, string publisher, long epoch, long sequence, params string[] texts)
    {
        var options = new PublishOptions { Publisher = publisher, PublisherEpoch = epoch, FirstSequence = sequence };
        return await Broker.PublishAsync(name, MessageBatch.Of([.. texts.Select(text => new Message(text))]), options).AsTask().Within("a confirm");
    }
}
