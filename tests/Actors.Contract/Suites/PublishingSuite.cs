namespace Actors.Contract.Suites;

public abstract class PublishingSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_confirm_tells_the_offset()
    {
        var queue = await QueueAsync();
        Assert.Equal(0, await Broker.PublishAsync(queue, new Message("a")));
        Assert.Equal(1, await Broker.PublishAsync(queue, new Message("b")));
    }

    [Fact]
    public async Task A_batch_is_confirmed_as_one_and_answers_for_each_message()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 3);
        var receipt = await PublishAsync(queue, 100);
        Assert.Equal((3, 100), (receipt.FirstOffset, receipt.Count));
        Assert.Empty(receipt.Refused);
        receipt.ThrowIfRefused();
    }

    [Fact]
    public async Task Publishes_not_waited_for_are_stored_in_the_order_they_were_made()
    {
        var queue = await QueueAsync();
        var publishes = Enumerable.Range(0, 2000).Select(number => Broker.PublishAsync(queue, new Message($"{number}")).AsTask()).ToList();
        var offsets = await Task.WhenAll(publishes).Within("2,000 confirms");
        Assert.Equal(Enumerable.Range(0, 2000).Select(number => (long)number), offsets);

        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 2000);
        Assert.Equal(Numbers(2000), Texts(await inbox.TakeAsync(2000)));
    }

    [Fact]
    public async Task A_message_arrives_as_it_was_sent()
    {
        var queue = await QueueAsync();
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_123);
        var sent = new Message(new byte[] { 1, 2, 3 })
        {
            Id = "id",
            Key = "key",
            Subject = "orders.created",
            Priority = 9,
            TimeToLive = TimeSpan.FromDays(1),
            Deadline = time,
            Cost = 42,
            ReplyTo = "replies",
            CorrelationId = "correlation",
            ContentType = "application/octet-stream",
            Headers = new MessageHeaders { ["text"] = "grün", ["number"] = 1L << 40, ["truth"] = true, ["share"] = 0.25, ["time"] = time, ["bytes"] = new byte[] { 0, 255 } },
        };
        await Broker.PublishAsync(queue, sent);

        var got = Assert.Single(await ReceiveAsync(queue)).Message;
        Assert.Equal(sent.Body.ToArray(), got.Body.ToArray());
        Assert.Equal((sent.Id, sent.Key, sent.Subject, sent.Priority, sent.TimeToLive), (got.Id, got.Key, got.Subject, got.Priority, got.TimeToLive));
        Assert.Equal((sent.Deadline, sent.Cost, sent.ReplyTo, sent.CorrelationId, sent.ContentType), (got.Deadline, got.Cost, got.ReplyTo, got.CorrelationId, got.ContentType));
        Assert.Equal(sent.Headers, got.Headers);
    }

    [Fact]
    public async Task An_empty_message_is_a_message()
    {
        var queue = await QueueAsync();
        await Broker.PublishAsync(queue, new Message());
        Assert.True(Assert.Single(await ReceiveAsync(queue)).Body.IsEmpty);
    }

    [Fact]
    public async Task A_body_may_be_used_again_once_the_call_has_returned()
    {
        var queue = await QueueAsync();
        var body = new byte[] { 1, 1, 1 };
        var publish = Broker.PublishAsync(queue, new Message(body));
        body.AsSpan().Fill(2);
        await publish;
        Assert.Equal([1, 1, 1], Assert.Single(await ReceiveAsync(queue)).Body.ToArray());
    }

    [Fact]
    public async Task What_cannot_be_published_to_is_named()
    {
        var missing = Unique("missing");
        await AssertRefusedAsync(ErrorCode.NotFound, () => Broker.PublishAsync(missing, new Message("a")).AsTask(), missing);
        var topic = await TopicAsync("billing");
        var error = await Assert.ThrowsAsync<BrokerException>(() => Broker.PublishAsync($"{topic}/billing", new Message("a")).AsTask());
        Assert.True(error.Code is ErrorCode.NotFound or ErrorCode.InvalidArgument, $"{error}");
        Assert.Contains($"{topic}/billing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_publish_leaves_the_next_ones_alone()
    {
        var queue = await QueueAsync();
        var refused = Broker.PublishAsync(Unique("missing"), new Message("a")).AsTask();
        var confirmed = Broker.PublishAsync(queue, new Message("b")).AsTask();
        await AssertRefusedAsync(ErrorCode.NotFound, () => refused);
        Assert.Equal(0, await confirmed.Within("the confirm after a refusal"));
    }

    [Fact]
    public async Task What_was_confirmed_survives_a_restart()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 500);
        await Task.WhenAll(Enumerable.Range(500, 500).Select(number => Broker.PublishAsync(queue, new Message($"{number}")).AsTask())).Within("500 confirms");
        await Fixture.RestartAsync();

        await AssertHoldsAsync(queue, ready: 1000);
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 1000);
        var deliveries = await inbox.TakeAsync(1000);
        Assert.Equal(Numbers(1000), Texts(deliveries));
        Assert.DoesNotContain(deliveries, delivery => delivery.Redelivered);
        Assert.Equal(1000, await Broker.PublishAsync(queue, new Message("next")));
    }

    [Fact]
    public async Task Publishers_at_once_lose_nothing_and_keep_their_own_order()
    {
        const int Publishers = 8;
        const int Each = 1000;
        var queue = await QueueAsync();
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => Task.Run(async () =>
        {
            var connection = await Fixture.ConnectAsync();
            await Task.WhenAll(Enumerable.Range(0, Each).Select(number => connection.PublishAsync(queue, new Message($"{number}") { Key = $"{publisher}" }).AsTask()));
        }))).Within("all confirms");

        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: Publishers * Each);
        var deliveries = await inbox.TakeAsync(Publishers * Each);
        Assert.Equal(Publishers, deliveries.GroupBy(delivery => delivery.Message.Key).Count());
        Assert.All(deliveries.GroupBy(delivery => delivery.Message.Key), publisher => Assert.Equal(Numbers(Each), Texts(publisher)));
    }
}
