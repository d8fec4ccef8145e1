namespace Actors.Contract.Suites;

public abstract class DeadLetteringSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task With_a_limit_of_three_the_fourth_delivery_goes_to_the_dead_letter_queue_and_to_no_consumer()
    {
        var dead = await QueueAsync("dead");
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 3, DeadLetterQueue = dead });
        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        await using var letters = await Inbox.OpenAsync(Broker, dead);
        await Broker.PublishAsync(queue, new Message("poison") { Id = "7", Headers = new MessageHeaders { ["mine"] = "kept" } });
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var delivery = await inbox.NextAsync();
            Assert.Equal(attempt, delivery.Attempt);
            delivery.Nack();
        }

        var letter = (await letters.NextAsync()).Message;
        Assert.Equal(("poison", "7", "kept"), (letter.Text, letter.Id, letter.Headers["mine"].AsString()));
        AssertProvenance(letter, queue, "delivery-limit", attempts: 3, offset: 0);
        Assert.Equal(0, inbox.Waiting);
        Assert.Equal(1, (await DescribeAsync(queue)).DeadLettered);
    }

    [Fact]
    public async Task A_rejected_message_goes_there_at_once()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 3);
        var deliveries = await ReceiveAsync(queue, max: 3);
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        await deliveries[1].RejectAsync();

        var letter = await ReceiveLetterAsync($"{queue}.dead-letter");
        Assert.Equal("1", letter.Text);
        AssertProvenance(letter, queue, "rejected", attempts: 1, offset: 1);
        Assert.True(letter.Headers[DeadLetterHeaders.LastTime].AsTime() - letter.Headers[DeadLetterHeaders.FirstTime].AsTime() >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Expired_leases_count_as_failures()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 2, LeaseTimeout = TimeSpan.FromSeconds(10) });
        await PublishAsync(queue, 1);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            Assert.Equal(attempt, Assert.Single(await ReceiveAsync(queue)).Attempt);
            await AdvanceAsync(TimeSpan.FromSeconds(10));
        }

        AssertProvenance(await ReceiveLetterAsync($"{queue}.dead-letter"), queue, "delivery-limit", attempts: 2, offset: 0);
        Assert.Empty(await ReceiveAsync(queue));
    }

    [Fact]
    public async Task Messages_that_fail_together_each_tell_their_own_attempts()
    {
        var queue = await QueueAsync(define: queue => queue with { DeliveryLimit = 1, LeaseTimeout = TimeSpan.FromSeconds(10) });
        await PublishAsync(queue, 2);
        await Assert.Single(await ReceiveAsync(queue)).ReleaseAsync();
        await ReceiveAsync(queue, max: 2);
        await AdvanceAsync(TimeSpan.FromSeconds(10));

        var dead = $"{queue}.dead-letter";
        Message[] letters = [await ReceiveLetterAsync(dead), await ReceiveLetterAsync(dead)];
        AssertProvenance(letters.Single(letter => letter.Text == "0"), queue, "delivery-limit", attempts: 2, offset: 0);
        AssertProvenance(letters.Single(letter => letter.Text == "1"), queue, "delivery-limit", attempts: 1, offset: 1);
    }

    [Fact]
    public async Task A_subscription_has_a_dead_letter_queue_of_its_own()
    {
        var topic = await TopicAsync("billing", "audit");
        await PublishAsync(topic, 1);
        await Assert.Single(await ReceiveAsync($"{topic}/billing")).RejectAsync();
        AssertProvenance(await ReceiveLetterAsync($"{topic}.billing.dead-letter"), $"{topic}/billing", "rejected", attempts: 1, offset: 0);
        await AssertHoldsAsync($"{topic}/audit", ready: 1);
    }

    [Fact]
    public async Task Without_a_dead_letter_queue_the_message_is_gone()
    {
        var queue = await QueueAsync(define: queue => queue with { DeadLetterQueue = "" });
        await PublishAsync(queue, 1);
        await Assert.Single(await ReceiveAsync(queue)).RejectAsync();
        await AssertHoldsAsync(queue);
        await AssertRefusedAsync(ErrorCode.NotFound, () => DescribeAsync($"{queue}.dead-letter"));
        Assert.Equal(1, (await DescribeAsync(queue)).DeadLettered);
    }

    [Fact]
    public async Task The_dead_letter_queue_made_by_the_broker_stays_until_somebody_takes_from_it()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        await Assert.Single(await ReceiveAsync(queue)).RejectAsync();
        var dead = $"{queue}.dead-letter";
        await ReceiveLetterAsync(dead);
        await AdvanceAsync(TimeSpan.FromSeconds(31));
        Assert.Equal(0, (await DescribeAsync(dead)).DeliveryLimit);
        await Fixture.RestartAsync();
        await AssertHoldsAsync(dead, ready: 1);
    }

    [Fact]
    public async Task Many_at_once_all_arrive()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 300);
        var deliveries = await ReceiveAsync(queue, max: 300);
        await Broker.SettleAsync(queue, new[] { new Settlement(deliveries[0].Lease with { Count = 300 }, SettleVerb.Reject) });
        await DeclareLikeTheBrokerAsync($"{queue}.dead-letter");
        await using var letters = await Inbox.OpenAsync(Broker, $"{queue}.dead-letter", prefetch: 300);
        Assert.Equal(Numbers(300), Texts(await letters.TakeAsync(300)).OrderBy(int.Parse));
    }

    [Fact]
    public async Task A_message_may_be_dead_lettered_again()
    {
        var last = await QueueAsync("last");
        var dead = await QueueAsync("dead", queue => queue with { DeadLetterQueue = last });
        var queue = await QueueAsync(define: queue => queue with { DeadLetterQueue = dead });
        await PublishAsync(queue, 1);
        await Assert.Single(await ReceiveAsync(queue)).RejectAsync();
        await (await Broker.ReceiveAsync(dead, Limits.LongestWait).AsTask().Within("the first dead letter"))!.RejectAsync();
        var letter = (await Broker.ReceiveAsync(last, Limits.LongestWait).AsTask().Within("the second dead letter"))!;
        AssertProvenance(letter.Message, dead, "rejected", attempts: 1, offset: 0);
    }

    private async Task<Message> ReceiveLetterAsync(string dead)
    {
        await DeclareLikeTheBrokerAsync(dead);
        return (await Broker.ReceiveAsync(dead, Limits.LongestWait).AsTask().Within($"a dead letter in '{dead}'"))!.Message;
    }

    // The broker makes the queue when it is first needed, which may be after the answer to the reject.
    private async Task DeclareLikeTheBrokerAsync(string dead) => await Broker.DeclareAsync(new QueueDefinition(dead) { DeliveryLimit = 0, DeadLetterQueue = "" });

    private static void AssertProvenance(Message letter, string source, string reason, int attempts, long offset)
    {
        Assert.Equal(source, letter.Headers[DeadLetterHeaders.Source].AsString());
        Assert.Equal(reason, letter.Headers[DeadLetterHeaders.Reason].AsString());
        Assert.Equal(attempts, letter.Headers[DeadLetterHeaders.Attempts].AsInteger());
        Assert.Equal(offset, letter.Headers[DeadLetterHeaders.Offset].AsInteger());
        Assert.True(letter.Headers[DeadLetterHeaders.FirstTime].AsTime() <= letter.Headers[DeadLetterHeaders.LastTime].AsTime());
    }
}
