namespace Actors.Contract.Suites;

public abstract class LimitsSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    private const int MessageBytes = 100_000;

    // The bytes of an encoded message that are not its body.
    private const int Overhead = 2;

    protected override Limits Limits => new()
    {
        MessageBytes = MessageBytes,
        FrameBytes = 400_000,
        UnconfirmedBytesPerConnection = 400_000,
        UnconfirmedBytes = 400_000,
        Entities = 10,
        SubscriptionsPerTopic = 3,
    };

    public static TheoryData<string, string> BadNames => new()
    {
        { "", "empty" },
        { "a/b", "slash" },
        { "a b", "space" },
        { "a\n", "control" },
        { "a\u007f", "control" },
        { new string('n', 256), "255" },
        { new string('ä', 128), "255" },
    };

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task Bad_names_are_refused_and_what_is_allowed_is_named(string name, string words)
    {
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.DeclareAsync(new QueueDefinition(name)).AsTask(), words);
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.DeclareAsync(new TopicDefinition(name)).AsTask(), words);
        var topic = await TopicAsync();
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.DeclareAsync(new SubscriptionDefinition(topic, name)).AsTask(), words);
        if (name.Length > 0)
        {
            await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.DeclareAsync(new QueueDefinition(Unique("queue")) { DeadLetterQueue = name }).AsTask(), words);
        }
    }

    [Fact]
    public async Task Names_of_all_sizes_that_are_allowed_work_with_their_dead_letters()
    {
        foreach (var name in new[] { "q", "größe-ü-🙂", new string('n', 243), new string('m', 255) })
        {
            var queue = new QueueDefinition(name) { DeadLetterQueue = name.Length > 243 ? "dead" : null };
            await Broker.DeclareAsync(queue);
            await Broker.PublishAsync(name, new Message(name));
            var delivery = Assert.Single(await ReceiveAsync(name));
            Assert.Equal(name, delivery.Message.Text);
            await delivery.RejectAsync();
            await Broker.DeclareAsync(new QueueDefinition(queue.DeadLetterQueue ?? $"{name}.dead-letter") { DeliveryLimit = 0, DeadLetterQueue = "" });
            var letter = await Broker.ReceiveAsync(queue.DeadLetterQueue ?? $"{name}.dead-letter", Limits.LongestWait).AsTask().Within("the dead letter");
            Assert.Equal(name, letter!.Message.Text);
        }
    }

    [Fact]
    public async Task A_name_too_long_for_its_dead_letter_queue_is_refused_at_once()
    {
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.DeclareAsync(new QueueDefinition(new string('n', 244))).AsTask(), "dead-letter");
        var topic = new string('t', 200);
        await Broker.DeclareAsync(new TopicDefinition(topic));
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.DeclareAsync(new SubscriptionDefinition(topic, new string('s', 100))).AsTask(), "dead-letter");
    }

    [Fact]
    public async Task A_message_at_the_limit_is_carried_and_dead_lettered_and_one_byte_more_is_refused()
    {
        var queue = await QueueAsync();
        var body = new byte[MessageBytes - Overhead];
        Random.Shared.NextBytes(body);
        await Broker.PublishAsync(queue, new Message(body));
        await AssertRefusedAsync(ErrorCode.LimitExceeded, () => Broker.PublishAsync(queue, new Message(new byte[body.Length + 1])).AsTask(), $"{MessageBytes + 1}", $"{MessageBytes}");

        var delivery = Assert.Single(await ReceiveAsync(queue, max: 10));
        Assert.Equal(body, delivery.Body.ToArray());
        await delivery.RejectAsync();
        await Broker.DeclareAsync(new QueueDefinition($"{queue}.dead-letter") { DeliveryLimit = 0, DeadLetterQueue = "" });
        var letter = await Broker.ReceiveAsync($"{queue}.dead-letter", Limits.LongestWait).AsTask().Within("a dead letter larger than the limit");
        Assert.Equal(body, letter!.Body.ToArray());
    }

    [Fact]
    public async Task A_batch_over_the_limit_is_refused_as_a_whole_and_the_limit_named()
    {
        var queue = await QueueAsync();
        var message = new Message(new byte[90_000]);
        await Broker.PublishAsync(queue, [message, message, message, message]);
        await AssertRefusedAsync(ErrorCode.LimitExceeded, () => Broker.PublishAsync(queue, [message, message, message, message, message]).AsTask());
        await AssertRefusedAsync(ErrorCode.LimitExceeded, () => Broker.PublishAsync(queue, Enumerable.Repeat(new Message(), Limits.BatchCount + 1).ToList()).AsTask(), $"{Limits.BatchCount}");
        await Broker.PublishAsync(queue, Enumerable.Repeat(new Message(), Limits.BatchCount).ToList());
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.PublishAsync(queue, []).AsTask(), "at least one");
        await AssertHoldsAsync(queue, ready: 4 + Limits.BatchCount);
    }

    [Fact]
    public async Task Properties_and_headers_over_their_limits_are_refused_and_the_limit_named()
    {
        var queue = await QueueAsync();
        var many = new MessageHeaders();
        for (var header = 0; header <= Limits.HeaderCount; header++)
        {
            many[$"{header}"] = header;
        }

        await AssertPublishRefusedAsync(queue, new Message { Id = new string('i', Limits.PropertyBytes + 1) }, "Id", $"{Limits.PropertyBytes}");
        await AssertPublishRefusedAsync(queue, new Message { Key = new string('k', Limits.KeyBytes + 1) }, "Key", $"{Limits.KeyBytes}");
        await AssertPublishRefusedAsync(queue, new Message { Priority = 10 }, "10", "9");
        await AssertPublishRefusedAsync(queue, new Message { TimeToLive = TimeSpan.Zero }, "time to live");
        await AssertPublishRefusedAsync(queue, new Message { Headers = many }, $"{Limits.HeaderCount}");
        await AssertPublishRefusedAsync(queue, new Message { Headers = new MessageHeaders { ["h"] = new string('v', Limits.HeaderBytes) } }, $"{Limits.HeaderBytes}");
        await AssertPublishRefusedAsync(queue, new Message { Headers = new MessageHeaders { [new string('n', Limits.HeaderNameBytes + 1)] = 1 } }, $"{Limits.HeaderNameBytes}");
        await AssertPublishRefusedAsync(queue, new Message { Headers = new MessageHeaders { [""] = 1 } }, $"{Limits.HeaderNameBytes}");

        many = [.. many.Take(Limits.HeaderCount)];
        await Broker.PublishAsync(queue, new Message { Id = new string('i', Limits.PropertyBytes), Key = new string('k', Limits.KeyBytes), Priority = 9, Headers = many });
        var delivery = Assert.Single(await ReceiveAsync(queue, max: 10));
        Assert.Equal(Limits.HeaderCount, delivery.Message.Headers.Count);

        // Even one that is full of headers can be dead-lettered with its provenance.
        await delivery.RejectAsync();
        await Broker.DeclareAsync(new QueueDefinition($"{queue}.dead-letter") { DeliveryLimit = 0, DeadLetterQueue = "" });
        var letter = await Broker.ReceiveAsync($"{queue}.dead-letter", Limits.LongestWait).AsTask().Within("a dead letter full of headers");
        Assert.Equal("rejected", letter!.Message.Headers[DeadLetterHeaders.Reason].AsString());
    }

    [Fact]
    public async Task More_queues_than_allowed_are_refused_until_one_is_deleted()
    {
        for (var queue = 0; queue < Limits.Entities; queue++)
        {
            await QueueAsync($"{queue}");
        }

        await AssertRefusedAsync(ErrorCode.LimitExceeded, () => QueueAsync("more"), "Entities", "10");
        await QueueAsync("0");
        await Broker.DeleteAsync(Unique("0"));
        await QueueAsync("more");
    }

    [Fact]
    public async Task More_subscriptions_than_allowed_are_refused()
    {
        var topic = await TopicAsync("a", "b", "c");
        await AssertRefusedAsync(ErrorCode.LimitExceeded, () => Broker.DeclareAsync(new SubscriptionDefinition(topic, "d")).AsTask(), "SubscriptionsPerTopic", "3");
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "a"));
        await Broker.DeleteAsync($"{topic}/b");
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "d"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65_536)]
    public async Task A_delivery_limit_out_of_range_is_refused(int limit) =>
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => QueueAsync(define: queue => queue with { DeliveryLimit = limit }), "DeliveryLimit", $"{limit}", "65535");

    [Fact]
    public async Task Publishers_slowed_by_the_limit_keep_their_order_and_all_get_through()
    {
        var queue = await QueueAsync();
        var publishes = Enumerable.Range(0, 400).Select(number => Broker.PublishAsync(queue, new Message(new byte[20_000]) { Id = $"{number}" }).AsTask()).ToList();
        var offsets = await Task.WhenAll(publishes).Within("400 confirms through a narrow gate");
        Assert.Equal(Enumerable.Range(0, 400).Select(number => (long)number), offsets);
    }

    private async Task AssertPublishRefusedAsync(string queue, Message message, params string[] words)
    {
        var error = await Assert.ThrowsAsync<BrokerException>(() => Broker.PublishAsync(queue, message).AsTask().Within("a refusal"));
        Assert.True(error.Code is ErrorCode.LimitExceeded or ErrorCode.InvalidArgument, $"{error}");
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }
}
