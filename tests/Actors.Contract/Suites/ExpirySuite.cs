namespace Actors.Contract.Suites;

public abstract class ExpirySuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_message_in_the_middle_expires_alone_and_is_never_delivered()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 3);
        await Broker.PublishAsync(queue, new Message("short") { TimeToLive = TimeSpan.FromSeconds(5) });
        await PublishAsync(queue, 3, first: 3);

        await Fixture.AdvanceAsync(TimeSpan.FromMilliseconds(4_999));
        await AssertHoldsAsync(queue, ready: 7);
        await AdvanceAsync(TimeSpan.FromMilliseconds(1));
        await UntilAsync(queue, "one message fewer", found => found is { Ready: 6, Expired: 1, DeadLettered: 1 });
        Assert.Equal(Numbers(6), Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task An_expired_message_is_dead_lettered_and_says_so()
    {
        var queue = await QueueAsync();
        await Broker.PublishAsync(queue, new Message("late") { Id = "7", TimeToLive = TimeSpan.FromSeconds(5) });
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        var letter = (await ReceiveLetterAsync($"{queue}.dead-letter")).Message;
        Assert.Equal(("late", "7", "expired", queue), (letter.Text, letter.Id, letter.Headers[DeadLetterHeaders.Reason].AsString(), letter.Headers[DeadLetterHeaders.Source].AsString()));
        Assert.Equal(0, letter.Headers[DeadLetterHeaders.Attempts].AsInteger());
        Assert.Null(letter.TimeToLive);
    }

    [Theory]
    [InlineData(2, 5)]
    [InlineData(5, 2)]
    public async Task Of_the_queues_time_to_live_and_the_messages_own_the_shorter_counts(int queueSeconds, int messageSeconds)
    {
        var queue = await QueueAsync(define: queue => queue with { MessageTimeToLive = TimeSpan.FromSeconds(queueSeconds), DeadLetterQueue = "" });
        await Broker.PublishAsync(queue, new Message("m") { TimeToLive = TimeSpan.FromSeconds(messageSeconds) });
        await Fixture.AdvanceAsync(TimeSpan.FromMilliseconds(1_998));
        await AssertHoldsAsync(queue, ready: 1);
        await AdvanceAsync(TimeSpan.FromMilliseconds(2));
        await UntilAsync(queue, "the message to be gone", found => found is { Ready: 0, Expired: 1 });
    }

    [Fact]
    public async Task A_queues_time_to_live_survives_a_restart()
    {
        var queue = await QueueAsync(define: queue => queue with { MessageTimeToLive = TimeSpan.FromSeconds(30), DeadLetterQueue = "" });
        await PublishAsync(queue, 5);
        await Fixture.AdvanceAsync(TimeSpan.FromSeconds(20));
        await PublishAsync(queue, 2, first: 5);
        await Fixture.RestartAsync();
        await AssertHoldsAsync(queue, ready: 7);
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        await UntilAsync(queue, "the first five to be gone", found => found is { Ready: 2 });
        Assert.Equal(Numbers(2, first: 5), Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task A_message_that_expires_under_lease_may_still_be_acked()
    {
        var queue = await QueueAsync();
        await Broker.PublishAsync(queue, new Message("m") { TimeToLive = TimeSpan.FromSeconds(5) });
        var delivery = Assert.Single(await ReceiveAsync(queue));
        await AdvanceAsync(TimeSpan.FromSeconds(6));
        await AssertHoldsAsync(queue, leased: 1);
        await delivery.AckAsync();
        Assert.Equal(0, (await DescribeAsync(queue)).Expired);
    }

    [Fact]
    public async Task A_message_that_expires_under_lease_does_not_come_back()
    {
        var queue = await QueueAsync();
        await Broker.PublishAsync(queue, new Message("m") { TimeToLive = TimeSpan.FromSeconds(5) });
        var delivery = Assert.Single(await ReceiveAsync(queue));
        await AdvanceAsync(TimeSpan.FromSeconds(6));
        await delivery.NackAsync();
        Assert.Equal("expired", (await ReceiveLetterAsync($"{queue}.dead-letter")).Message.Headers[DeadLetterHeaders.Reason].AsString());
        Assert.Empty(await ReceiveAsync(queue));
    }

    [Fact]
    public async Task Subscriptions_of_a_topic_let_messages_expire_each_by_its_own_time()
    {
        var topic = await TopicAsync("patient");
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "hasty") { MessageTimeToLive = TimeSpan.FromSeconds(3), DeadLetterQueue = "" });
        await PublishAsync(topic, 4);
        await AdvanceAsync(TimeSpan.FromSeconds(3));
        await UntilAsync($"{topic}/hasty", "its messages to be gone", found => found is { Ready: 0, Expired: 4 });
        await AssertHoldsAsync($"{topic}/patient", ready: 4);
    }

    [Fact]
    public async Task Times_to_live_out_of_range_are_refused_by_name()
    {
        await AssertRefusedAsync(
            ErrorCode.InvalidArgument, () => QueueAsync(define: queue => queue with { MessageTimeToLive = TimeSpan.Zero }), nameof(ConsumptionPolicy.MessageTimeToLive), "allowed");
        await AssertRefusedAsync(
            ErrorCode.InvalidArgument, () => QueueAsync(define: queue => queue with { RetryDelays = [TimeSpan.FromSeconds(-1)] }), nameof(ConsumptionPolicy.RetryDelays), "allowed");
        var queue = await QueueAsync(define: queue => queue with { MessageTimeToLive = TimeSpan.FromSeconds(1) });
        await AssertRefusedAsync(
            ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(new QueueDefinition(queue)).AsTask(), nameof(ConsumptionPolicy.MessageTimeToLive));
    }

    private async Task<Delivery> ReceiveLetterAsync(string queue)
    {
        await UntilAsync(queue, "a dead letter", found => found is { Ready: > 0 });
        return Assert.Single(await ReceiveAsync(queue));
    }
}
