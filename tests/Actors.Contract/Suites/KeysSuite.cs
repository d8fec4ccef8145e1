namespace Actors.Contract.Suites;

public abstract class KeysSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task Messages_of_a_key_are_processed_one_by_one_and_in_order_whoever_consumes()
    {
        const int keys = 100;
        const int each = 100;
        var queue = await QueueAsync(define: queue => queue with { ConcurrencyPerKey = 1 });
        await PublishAsync(queue, Enumerable.Range(0, keys * each).Select(number => new Message($"{number / keys}") { Key = $"key {number % keys}" }));
        var watch = new KeyWatch();
        await ConsumeAllAsync(queue, watch, consumers: 8, prefetch: 16, keys * each);

        Assert.Equal(1, watch.Most);
        Assert.All(Enumerable.Range(0, keys), key => Assert.Equal(Numbers(each), watch.Of($"key {key}")));
        await UntilAsync(queue, "an empty queue", now => now is { Ready: 0, Leased: 0 });
    }

    [Fact]
    public async Task As_many_consumers_are_busy_as_there_are_keys_to_keep_them_so()
    {
        const int consumers = 64;
        var queue = await QueueAsync(define: queue => queue with { ConcurrencyPerKey = 1 });
        await PublishAsync(queue, Enumerable.Range(0, 10_000).Select(number => new Message("") { Key = $"key {number / 10}" }));
        var inboxes = new List<Inbox>();
        for (var i = 0; i < consumers; i++)
        {
            inboxes.Add(await Inbox.OpenAsync(Broker, queue, prefetch: 1));
        }

        var busy = new HashSet<string>();
        foreach (var inbox in inboxes)
        {
            busy.Add((await inbox.NextAsync()).Message.Key!);
        }

        Assert.Equal(consumers, busy.Count);
        foreach (var inbox in inboxes)
        {
            await inbox.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_key_that_is_stuck_holds_up_no_other()
    {
        var queue = await QueueAsync(define: queue => queue with { ConcurrencyPerKey = 1 });
        await PublishAsync(queue, Enumerable.Range(0, 1_000).Select(number => new Message($"{number}") { Key = "stuck" }));
        await PublishAsync(queue, Enumerable.Range(0, 100).Select(number => new Message($"{number}") { Key = $"key {number}" }));
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 8);
        var stuck = await inbox.NextAsync();
        Assert.Equal("stuck", stuck.Message.Key);

        for (var number = 0; number < 100; number++)
        {
            var delivery = await inbox.NextAsync();
            Assert.Equal($"key {number}", delivery.Message.Key);
            delivery.Ack();
        }

        await stuck.AckAsync();
        Assert.Equal("1", (await inbox.NextAsync()).Message.Text);
    }

    [Fact]
    public async Task Never_are_more_leased_than_the_limit_even_when_consumers_die()
    {
        const int limit = 3;
        var queue = await QueueAsync(define: queue => queue with { ConcurrencyPerKey = limit, DeliveryLimit = 0 });
        await PublishAsync(queue, Enumerable.Range(0, 50).Select(number => new Message($"{number}") { Key = "key" }));
        for (var death = 0; death < 5; death++)
        {
            var dying = await Inbox.OpenAsync(Broker, queue, prefetch: 2);
            await using var other = await Inbox.OpenAsync(await Fixture.ConnectAsync(), queue, prefetch: 20);
            await dying.TakeAsync(2);
            await other.NextAsync();
            await AssertHoldsAsync(queue, ready: 47, leased: limit);
            Assert.Equal((0, 0), (dying.Waiting, other.Waiting));

            // What it held goes to the other one: still three in all.
            dying.Consumer.Abandon();
            var taken = await other.TakeAsync(2);
            Assert.All(taken, delivery => Assert.True(delivery.Redelivered));
            await AssertHoldsAsync(queue, ready: 47, leased: limit);
            Assert.Equal(0, other.Waiting);
        }
    }

    [Fact]
    public async Task A_lease_that_runs_out_makes_room_for_the_same_message_first()
    {
        var queue = await QueueAsync(define: queue => queue with { ConcurrencyPerKey = 1, LeaseTimeout = TimeSpan.FromSeconds(10) });
        await PublishAsync(queue, Enumerable.Range(0, 3).Select(number => new Message($"{number}") { Key = "key" }));
        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        await inbox.NextAsync();
        await AssertHoldsAsync(queue, ready: 2, leased: 1);

        await AdvanceAsync(TimeSpan.FromSeconds(10));

        var again = await inbox.NextAsync();
        Assert.Equal(("0", 2), (again.Message.Text, again.Attempt));
        await AssertHoldsAsync(queue, ready: 2, leased: 1);
    }

    [Fact]
    public async Task A_message_that_waits_for_another_try_keeps_its_place_in_its_key()
    {
        var queue = await QueueAsync(define: queue => queue with { ConcurrencyPerKey = 1 });
        await PublishAsync(queue, [new Message("0") { Key = "key" }, new Message("1") { Key = "key" }, new Message("2") { Key = "other" }]);
        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        var both = await inbox.TakeAsync(2);
        Assert.Equal(["0", "2"], Texts(both));
        await both[0].NackAsync(TimeSpan.FromSeconds(30));
        await both[1].AckAsync();
        await AssertHoldsAsync(queue, ready: 1, delayed: 1);

        await AdvanceAsync(TimeSpan.FromSeconds(30));
        var again = await inbox.NextAsync();
        Assert.Equal("0", again.Message.Text);
        await again.AckAsync();
        Assert.Equal("1", (await inbox.NextAsync()).Message.Text);
    }

    [Fact]
    public async Task A_message_that_is_dead_lettered_makes_room()
    {
        var queue = await QueueAsync(define: queue => queue with { ConcurrencyPerKey = 1 });
        await PublishAsync(queue, [new Message("0") { Key = "key" }, new Message("1") { Key = "key" }]);
        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        (await inbox.NextAsync()).Reject();
        Assert.Equal("1", (await inbox.NextAsync()).Message.Text);
    }

    [Fact]
    public async Task Messages_without_a_key_are_not_limited()
    {
        var queue = await QueueAsync(define: queue => queue with { ConcurrencyPerKey = 1 });
        await PublishAsync(queue, 10);
        Assert.Equal(Numbers(10), Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task After_a_restart_nothing_is_held_and_order_and_limit_are_as_before()
    {
        var queue = await QueueAsync(define: queue => queue with { ConcurrencyPerKey = 2 });
        await PublishAsync(queue, Enumerable.Range(0, 10).Select(number => new Message($"{number}") { Key = $"key {number % 2}" }));
        var before = await ReceiveAsync(queue, max: 10);
        Assert.Equal(Numbers(4), Texts(before));
        await before[0].AckAsync();
        await before[1].NackAsync(TimeSpan.FromHours(1));
        await Fixture.RestartAsync();

        // Key 0: message 0 is done. Key 1: message 1 waits for another try, in one of its two places.
        await AssertHoldsAsync(queue, ready: 8, delayed: 1);
        var after = await ReceiveAsync(queue, max: 10);
        Assert.Equal(["2", "3", "4"], Texts(after));
        Assert.Equal([2, 2, 1], after.Select(delivery => delivery.Attempt));
        await after[1].AckAsync();
        Assert.Equal(["5"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task Each_subscription_of_a_topic_has_its_own_policy()
    {
        var topic = await TopicAsync("plain");
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "limited") { ConcurrencyPerKey = 1 });
        await PublishAsync(topic, Enumerable.Range(0, 4).Select(number => new Message($"{number}") { Key = $"key {number % 2}" }));

        Assert.Equal(Numbers(4), Texts(await ReceiveAsync($"{topic}/plain", max: 10)));
        Assert.Equal(Numbers(2), Texts(await ReceiveAsync($"{topic}/limited", max: 10)));
    }

    [Fact]
    public async Task Purging_a_key_that_waits_leaves_room_for_what_comes_later()
    {
        var queue = await QueueAsync(define: queue => queue with { ConcurrencyPerKey = 1 });
        await PublishAsync(queue, [new Message("0") { Key = "key" }, new Message("1") { Key = "key" }]);
        await Assert.Single(await ReceiveAsync(queue, max: 10)).NackAsync(TimeSpan.FromHours(1));
        Assert.Equal(2, await Broker.PurgeAsync(queue));

        await PublishAsync(queue, [new Message("2") { Key = "key" }, new Message("3") { Key = "key" }]);

        Assert.Equal(["2"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    private async Task PublishAsync(string name, IEnumerable<Message> messages) =>
        await Broker.PublishAsync(name, messages.ToList()).AsTask().Within($"the confirm of a batch to '{name}'");

    private async Task ConsumeAllAsync(string queue, KeyWatch watch, int consumers, int prefetch, int count)
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = count;
        var workers = new List<IAsyncDisposable>();
        for (var i = 0; i < consumers; i++)
        {
            workers.Add(await watch.WorkAsync(Broker, queue, prefetch, _ =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    all.TrySetResult();
                }
            }));
        }

        await all.Task.Within($"all {count} messages");
        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }
    }
}
