namespace Actors.Contract.Suites;

public abstract class DeduplicationSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task Within_its_window_an_id_is_stored_once_and_confirmed_with_the_first_ones_offset()
    {
        var queue = await QueueAsync(Remember(new Deduplication { Window = TimeSpan.FromMinutes(5) }));
        await PublishAsync(queue, 3);
        var offset = await Broker.PublishAsync(queue, new Message("first") { Id = "a" });
        await Fixture.AdvanceAsync(TimeSpan.FromSeconds(299));
        var receipt = await Broker.PublishAsync(queue, [new Message("again") { Id = "a" }, new Message("other") { Id = "b" }]);
        Assert.Equal(new PublishDuplicate(0, offset), Assert.Single(receipt.Duplicates));
        Assert.Equal((offset, offset + 1), (receipt.OffsetOf(0), receipt.OffsetOf(1)));
        Assert.Empty(receipt.Refused);

        await AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(offset + 2, await Broker.PublishAsync(queue, new Message("anew") { Id = "a" }));
        Assert.Equal(["0", "1", "2", "first", "other", "anew"], Texts(await ReceiveAsync(queue, max: 10)));
        Assert.Equal(1, (await DescribeAsync(queue)).Duplicates);
    }

    [Fact]
    public async Task What_is_remembered_survives_a_restart()
    {
        var queue = await QueueAsync(Remember(new Deduplication { Window = TimeSpan.FromDays(7) }));
        var offset = await Broker.PublishAsync(queue, new Message("first") { Id = "a" });
        await Assert.Single(await ReceiveAsync(queue)).AckAsync();
        await Fixture.RestartAsync();
        Assert.Equal(offset, await Broker.PublishAsync(queue, new Message("again") { Id = "a" }));
        await AssertHoldsAsync(queue);
    }

    [Fact]
    public async Task By_count_only_the_last_ids_are_remembered()
    {
        var queue = await QueueAsync(Remember(new Deduplication { Count = 3 }));
        foreach (var id in new[] { "a", "b", "c", "a", "d", "a" })
        {
            await Broker.PublishAsync(queue, new Message(id) { Id = id });
        }

        // When d came, a was the fourth last.
        Assert.Equal(["a", "b", "c", "d", "a"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task While_it_is_pending_an_id_is_not_stored_again()
    {
        var queue = await QueueAsync(Remember(new Deduplication { WhilePending = true }));
        await Broker.PublishAsync(queue, new Message("first") { Id = "job" });
        await Fixture.AdvanceAsync(TimeSpan.FromMinutes(10));
        await Broker.PublishAsync(queue, new Message("again") { Id = "job" });
        var delivery = Assert.Single(await ReceiveAsync(queue, max: 10));
        await Broker.PublishAsync(queue, new Message("while leased") { Id = "job" });
        await AssertHoldsAsync(queue, leased: 1);
        await delivery.AckAsync();
        await Broker.PublishAsync(queue, new Message("anew") { Id = "job" });
        Assert.Equal("anew", Assert.Single(await ReceiveAsync(queue, max: 10)).Message.Text);
    }

    [Fact]
    public async Task By_content_the_same_body_is_stored_once()
    {
        var queue = await QueueAsync(Remember(new Deduplication { Window = TimeSpan.FromMinutes(5), ByContent = true }));
        await Broker.PublishAsync(queue, [new Message("same"), new Message("other"), new Message("same"), new Message("same") { Id = "own" }]);
        await Broker.PublishAsync(queue, new Message("other") { Headers = new MessageHeaders { ["h"] = 1 } });
        Assert.Equal(["same", "other", "same"], Texts(await ReceiveAsync(queue, max: 10)));
        Assert.Equal(2, (await DescribeAsync(queue)).Duplicates);
    }

    [Fact]
    public async Task Messages_without_an_id_are_no_duplicates()
    {
        var queue = await QueueAsync(Remember(new Deduplication { Window = TimeSpan.FromMinutes(5) }));
        await Broker.PublishAsync(queue, [new Message("same"), new Message("same")]);
        await AssertHoldsAsync(queue, ready: 2);
    }

    [Fact]
    public async Task A_topic_finds_duplicates_for_all_its_subscriptions()
    {
        var topic = Unique("topic");
        await Broker.DeclareAsync(new TopicDefinition(topic) { Deduplication = new Deduplication { WhilePending = true } });
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "a"));
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "b"));
        await Broker.PublishAsync(topic, new Message("1") { Id = "x" });
        await Assert.Single(await ReceiveAsync($"{topic}/a")).AckAsync();
        await Fixture.RestartAsync();
        await Broker.PublishAsync(topic, new Message("2") { Id = "x" });
        await AssertHoldsAsync($"{topic}/a");
        await Assert.Single(await ReceiveAsync($"{topic}/b")).AckAsync();
        await Broker.PublishAsync(topic, new Message("3") { Id = "x" });
        await AssertHoldsAsync($"{topic}/a", ready: 1);
    }

    [Fact]
    public async Task Rules_out_of_range_or_missing_are_refused()
    {
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => QueueAsync(Remember(new Deduplication { Window = TimeSpan.FromDays(8) })), nameof(Deduplication.Window), "allowed");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => QueueAsync(Remember(new Deduplication { Count = 0 })), nameof(Deduplication.Count), "allowed");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => QueueAsync(Remember(new Deduplication { ByContent = true })), nameof(Deduplication.WhilePending));
        var queue = await QueueAsync(Remember(new Deduplication { Count = 3 }));
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(new QueueDefinition(queue)).AsTask(), nameof(Deduplication));
    }

    private static Func<QueueDefinition, QueueDefinition> Remember(Deduplication rules) => queue => queue with { Deduplication = rules };

    private Task<string> QueueAsync(Func<QueueDefinition, QueueDefinition> define) => QueueAsync("queue", define);
}
