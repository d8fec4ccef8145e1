namespace Actors.Contract.Suites;

public abstract class RetentionSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_subscription_that_is_declared_later_may_start_at_the_oldest_message_kept()
    {
        var topic = await TopicAsync(definition => definition with { RetentionMessages = 5 });
        await PublishAsync(topic, 8);
        var source = await SubscribeAsync(topic, "late", SeekTarget.First);
        await PublishAsync(topic, 1, first: 8);
        Assert.Equal(Numbers(6, first: 3), Texts(await ReceiveAsync(source, max: 20)));
    }

    [Fact]
    public async Task Messages_are_kept_by_count()
    {
        var topic = await TopicAsync(definition => definition with { RetentionMessages = 10 });
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        await PublishAsync(topic, 25);
        await AckAsync(source, 25);
        var receipt = await SeekAsync(source, SeekTarget.First);
        Assert.Equal(new SeekReceipt(15, 0), receipt);
        Assert.Equal(Numbers(10, first: 15), Texts(await ReceiveAsync(source, max: 100)));
    }

    [Fact]
    public async Task Messages_are_kept_by_age()
    {
        var topic = await TopicAsync(definition => definition with { RetentionAge = TimeSpan.FromHours(1) });
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        await PublishAsync(topic, 2);
        await AckAsync(source, 2);
        await AdvanceAsync(TimeSpan.FromMinutes(40));
        await PublishAsync(topic, 2, first: 2);
        await AckAsync(source, 2);
        Assert.Equal(0, (await SeekAsync(source, SeekTarget.First)).Offset);
        await AckAsync(source, 4);
        await AdvanceAsync(TimeSpan.FromMinutes(30));
        await UntilSoughtAsync(source, SeekTarget.First, 2);
        Assert.Equal(Numbers(2, first: 2), Texts(await ReceiveAsync(source, max: 10)));
    }

    [Fact]
    public async Task Messages_are_kept_by_bytes()
    {
        var topic = await TopicAsync(definition => definition with { RetentionBytes = 10_000 });
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        for (var i = 0; i < 30; i++)
        {
            await Broker.PublishAsync(topic, new Message(new byte[1000])).AsTask().Within("a confirm");
        }

        await AckAsync(source, 30);
        var oldest = (await SeekAsync(source, SeekTarget.First)).Offset;
        Assert.InRange(oldest, 19, 20);
    }

    [Fact]
    public async Task What_a_subscription_has_not_settled_is_kept_for_it_in_any_case()
    {
        var topic = await TopicAsync(definition => definition with { RetentionMessages = 2 });
        var source = await SubscribeAsync(topic, "slow", SeekTarget.End);
        await PublishAsync(topic, 10);
        Assert.Equal(Numbers(10), Texts(await ReceiveAsync(source, max: 20)));
    }

    [Fact]
    public async Task Space_comes_back_when_retention_ends()
    {
        var topic = await TopicAsync(definition => definition with { RetentionMessages = 2 });
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        await PublishAsync(topic, 10);
        var bytes = (await DescribeAsync(topic)).Bytes;
        await AckAsync(source, 10);
        Assert.Equal(bytes / 5, (await DescribeAsync(topic)).Bytes);
    }

    [Fact]
    public async Task A_seek_by_offset_tells_how_many_are_not_kept_any_more()
    {
        var topic = await TopicAsync(definition => definition with { RetentionMessages = 10 });
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        await PublishAsync(topic, 20);
        await AckAsync(source, 20);
        Assert.Equal(new SeekReceipt(15, 0), await SeekAsync(source, SeekTarget.Offset(15)));
        Assert.Equal(Numbers(5, first: 15), Texts(await ReceiveAsync(source, max: 100)));
        Assert.Equal(new SeekReceipt(10, 7), await SeekAsync(source, SeekTarget.Offset(3)));
        Assert.Equal(Numbers(10, first: 10), Texts(await ReceiveAsync(source, max: 100)));
        Assert.Equal(new SeekReceipt(20, 0), await SeekAsync(source, SeekTarget.Offset(1000)));
    }

    [Fact]
    public async Task A_seek_by_time_finds_the_first_message_published_then_or_later()
    {
        var topic = await TopicAsync(definition => definition with { RetentionAge = TimeSpan.FromDays(7) });
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        var times = new List<DateTimeOffset>();
        for (var i = 0; i < 5; i++)
        {
            await PublishAsync(topic, 3, first: 3 * i);
            var deliveries = await ReceiveAsync(source, max: 3);
            times.Add(deliveries[0].PublishedAt);
            foreach (var delivery in deliveries)
            {
                await delivery.AckAsync();
            }

            await AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(6, (await SeekAsync(source, SeekTarget.Time(times[2]))).Offset);
        var first = (await ReceiveAsync(source, max: 1))[0];
        Assert.True(first.PublishedAt >= times[2]);
        Assert.Equal(9, (await SeekAsync(source, SeekTarget.Time(times[2] + TimeSpan.FromMilliseconds(1)))).Offset);
        Assert.Equal(0, (await SeekAsync(source, SeekTarget.Time(times[0] - TimeSpan.FromDays(1)))).Offset);
        Assert.Equal(15, (await SeekAsync(source, SeekTarget.Time(times[4] + TimeSpan.FromHours(1)))).Offset);
    }

    [Fact]
    public async Task A_subscription_may_start_at_a_time_and_filters_what_was_there()
    {
        var topic = await TopicAsync(definition => definition with { RetentionMessages = 100 });
        await Broker.PublishAsync(topic, [.. Enumerable.Range(0, 20).Select(number => new Message($"{number}") { Subject = number % 2 == 0 ? "even" : "odd" })]);
        var source = await SubscribeAsync(topic, "odd", SeekTarget.Offset(10), definition => definition with { Subjects = ["odd"] });
        await Broker.PublishAsync(topic, [.. Enumerable.Range(20, 4).Select(number => new Message($"{number}") { Subject = number % 2 == 0 ? "even" : "odd" })]);
        Assert.Equal(["11", "13", "15", "17", "19", "21", "23"], Texts(await ReceiveAsync(source, max: 100)));
        await AssertHoldsAsync(source, leased: 7);
        Assert.Equal(4, (await SeekAsync(source, SeekTarget.Offset(4))).Offset);
        Assert.Equal(["5", "7", "9", "11", "13", "15", "17", "19", "21", "23"], Texts(await ReceiveAsync(source, max: 100)));
    }

    [Fact]
    public async Task A_seek_makes_what_was_held_stale_and_delivers_it_again()
    {
        var topic = await TopicAsync(definition => definition with { RetentionMessages = 100 });
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        await using var inbox = await Inbox.OpenAsync(Broker, source);
        await PublishAsync(topic, 3);
        var before = await inbox.TakeAsync(3);
        await before[0].AckAsync();
        await SeekAsync(source, SeekTarget.First);
        var again = await inbox.TakeAsync(3);
        Assert.Equal(Numbers(3), Texts(again));
        Assert.All(again, delivery => Assert.True(delivery.Redelivered));
        await AssertRefusedAsync(ErrorCode.StaleLease, () => before[1].AckAsync().AsTask());
        await again[1].AckAsync();
        await AssertHoldsAsync(source, leased: 2);
    }

    [Fact]
    public async Task Going_back_over_a_snapshot_gives_the_backlog_it_had()
    {
        var topic = await TopicAsync(definition => definition);
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        await PublishAsync(topic, 6);
        var deliveries = await ReceiveAsync(source, max: 6);
        await deliveries[0].AckAsync();
        await deliveries[3].AckAsync();
        await Broker.SnapshotAsync(source, "before").AsTask().Within("the snapshot");
        foreach (var delivery in deliveries.Where(delivery => delivery.Offset is not (0 or 3)))
        {
            await delivery.AckAsync();
        }

        await PublishAsync(topic, 2, first: 6);
        await AckAsync(source, 2);
        Assert.Equal(1, (await SeekAsync(source, SeekTarget.Snapshot("before"))).Offset);
        Assert.Equal(["1", "2", "4", "5", "6", "7"], Texts(await ReceiveAsync(source, max: 100)));
        await AssertRefusedAsync(ErrorCode.NotFound, () => SeekAsync(source, SeekTarget.Snapshot("other")), "other");
    }

    [Fact]
    public async Task A_snapshot_holds_messages_until_it_is_deleted_and_cannot_be_consumed()
    {
        var topic = await TopicAsync(definition => definition);
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        await PublishAsync(topic, 4);
        await Broker.SnapshotAsync(source, "keep");
        await AckAsync(source, 4);
        Assert.True((await DescribeAsync(topic)).Bytes > 0);
        Assert.Equal(1, (await DescribeAsync(topic)).Subscriptions);
        Assert.DoesNotContain(await Broker.ListAsync(null, 1000), entity => entity.Address.EndsWith("keep", StringComparison.Ordinal));
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => ReceiveAsync($"{source}/keep"), "snapshot");
        Assert.True(await Broker.DeleteAsync($"{source}/keep"));
        Assert.Equal(0, (await DescribeAsync(topic)).Bytes);
    }

    [Fact]
    public async Task Where_a_subscription_is_and_what_is_kept_survive_a_restart()
    {
        var topic = await TopicAsync(definition => definition with { RetentionMessages = 10 });
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        await PublishAsync(topic, 20);
        await AckAsync(source, 20);
        await Broker.SnapshotAsync(source, "all");
        await SeekAsync(source, SeekTarget.Offset(15));
        await (await ReceiveAsync(source))[0].AckAsync();
        await Fixture.RestartAsync().AsTask().Within("the broker to restart");
        Assert.Equal(Numbers(4, first: 16), Texts(await ReceiveAsync(source, max: 100)));
        Assert.Equal(new SeekReceipt(10, 0), await SeekAsync(source, SeekTarget.First));
        Assert.Equal(Numbers(10, first: 10), Texts(await ReceiveAsync(source, max: 100)));
        Assert.Equal(20, (await SeekAsync(source, SeekTarget.Snapshot("all"))).Offset);
        Assert.Empty(await ReceiveAsync(source, max: 100));
    }

    [Fact]
    public async Task Single_messages_come_back_while_later_ones_stay_acked()
    {
        var topic = await TopicAsync(definition => definition with { RetentionMessages = 100 });
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        await PublishAsync(topic, 10);
        var deliveries = await ReceiveAsync(source, max: 10);
        foreach (var delivery in deliveries.Take(5).Concat(deliveries.Skip(6)))
        {
            await delivery.AckAsync();
        }

        await deliveries[5].ReleaseAsync();
        var description = await DescribeAsync(source);
        Assert.Equal(1, description.Lag);
        Assert.Equal(["5"], Texts(await ReceiveAsync(source, max: 10)));
    }

    [Fact]
    public async Task A_late_subscription_gets_the_last_value_of_every_key_first()
    {
        var topic = await TopicAsync(definition => definition with { LastValuePerKey = true });
        await Broker.PublishAsync(topic, [.. Enumerable.Range(0, 1000).Select(number => new Message($"{number}") { Key = $"key-{number % 10}" })]);
        await Broker.PublishAsync(topic, new Message("no key"));
        var late = await SubscribeAsync(topic, "late", SeekTarget.End);
        await Broker.PublishAsync(topic, new Message("new") { Key = "key-3" });
        Assert.Equal([.. Numbers(10, first: 990), "new"], Texts(await ReceiveAsync(late, max: 100)));
        await Fixture.RestartAsync().AsTask().Within("the broker to restart");
        var later = await SubscribeAsync(topic, "later", SeekTarget.End, definition => definition with { Filter = "message.key in ('key-3', 'key-4')" });
        Assert.Equal(["994", "new"], Texts(await ReceiveAsync(later, max: 100)));
        await SubscribeAsync(topic, "all", SeekTarget.First);
        await AssertHoldsAsync($"{topic}/all");
    }

    [Fact]
    public async Task Only_subscriptions_go_elsewhere()
    {
        var queue = await QueueAsync();
        var topic = await TopicAsync(definition => definition);
        var source = await SubscribeAsync(topic, "s", SeekTarget.End);
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => SeekAsync(queue, SeekTarget.First), queue);
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => SeekAsync(source, SeekTarget.Offset(-1)), "-1");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => SeekAsync(source, SeekTarget.LastValues), "LastValuePerKey");
        await AssertRefusedAsync(ErrorCode.NotFound, () => SeekAsync($"{topic}/nobody", SeekTarget.First), "nobody");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.DeclareAsync(new TopicDefinition(Unique("bad")) { RetentionMessages = 0 }).AsTask(), "RetentionMessages");
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(new TopicDefinition(topic) { RetentionMessages = 1 }).AsTask(), "RetentionMessages");
    }

    private async Task<string> TopicAsync(Func<TopicDefinition, TopicDefinition> define)
    {
        var topic = define(new TopicDefinition(Unique("topic")));
        await Broker.DeclareAsync(topic).AsTask().Within($"'{topic.Name}' to be declared");
        return topic.Name;
    }

    private async Task<string> SubscribeAsync(string topic, string name, SeekTarget start, Func<SubscriptionDefinition, SubscriptionDefinition>? define = null)
    {
        var definition = new SubscriptionDefinition(topic, name) { Start = start };
        await Broker.DeclareAsync(define?.Invoke(definition) ?? definition).AsTask().Within($"'{definition.Address}' to be declared");
        return definition.Address;
    }

    private async Task AckAsync(string source, int count)
    {
        var deliveries = await ReceiveAsync(source, max: count);
        Assert.Equal(count, deliveries.Count);
        var settlements = deliveries.Select(delivery => new Settlement(delivery.Lease, SettleVerb.Ack)).ToArray();
        (await Broker.SettleAsync(source, settlements).AsTask().Within($"{count} acks")).ThrowIfStale();
    }

    private Task<SeekReceipt> SeekAsync(string source, SeekTarget target) => Broker.SeekAsync(source, target).AsTask().Within($"'{source}' to go to {target}");

    private async Task UntilSoughtAsync(string source, SeekTarget target, long offset)
    {
        var started = TimeProvider.System.GetTimestamp();
        while ((await SeekAsync(source, target)).Offset != offset)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Waiting.Patience, $"Offset {offset} did not become the first that is kept.");
        }
    }
}
