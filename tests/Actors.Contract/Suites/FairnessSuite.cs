namespace Actors.Contract.Suites;

public abstract class FairnessSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_key_that_floods_delays_a_single_message_of_another_by_one_round_at_most()
    {
        const int batch = 10_000;
        var queue = await QueueAsync(define: queue => queue with { Fairness = KeyFairness.ByCount });
        var flood = Enumerable.Range(0, batch).Select(_ => new Message("flood") { Key = "A" }).ToList();
        for (var i = 0; i < 10; i++)
        {
            await Broker.PublishAsync(queue, flood).AsTask().Within("the confirm of a part of the flood");
        }

        Assert.Equal(3, (await ReceiveAsync(queue, max: 3)).Count);
        await Broker.PublishAsync(queue, new Message("single") { Key = "B" });

        // One round is one message of each key that waits: A and B.
        Assert.Contains("single", Texts(await ReceiveAsync(queue, max: 2)));
    }

    [Fact]
    public async Task Keys_take_turns()
    {
        var queue = await QueueAsync(define: queue => queue with { Fairness = KeyFairness.ByCount });
        await PublishAsync(queue, ("a", 4), ("b", 2), ("c", 1));

        Assert.Equal(["a0", "b0", "c0", "a1", "b1", "a2", "a3"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task A_key_with_a_weight_gets_that_many_times_as_much()
    {
        var queue = await QueueAsync(define: queue => queue with { Fairness = KeyFairness.ByCount, KeyWeights = new Dictionary<string, int> { ["heavy"] = 3 } });
        await PublishAsync(queue, ("light", 100), ("heavy", 100));

        var first = await ReceiveAsync(queue, max: 40);

        Assert.InRange(first.Count(delivery => delivery.Message.Key == "heavy"), 29, 31);
    }

    [Fact]
    public async Task By_cost_a_key_with_large_messages_gets_fewer_of_them()
    {
        var queue = await QueueAsync(define: queue => queue with { Fairness = KeyFairness.ByCost });
        await Broker.PublishAsync(queue, Enumerable.Range(0, 100).Select(_ => new Message("") { Key = "large", Cost = 10 }).ToList());
        await Broker.PublishAsync(queue, Enumerable.Range(0, 100).Select(_ => new Message("") { Key = "small", Cost = 2 }).ToList());

        var first = await ReceiveAsync(queue, max: 60);

        Assert.InRange(first.Count(delivery => delivery.Message.Key == "large"), 9, 11);
    }

    [Fact]
    public async Task The_actual_cost_told_at_the_ack_counts()
    {
        var queue = await QueueAsync(define: queue => queue with { Fairness = KeyFairness.ByCost });
        await Broker.PublishAsync(queue, Enumerable.Range(0, 100).Select(_ => new Message("") { Key = "modest", Cost = 1 }).ToList());
        await Broker.PublishAsync(queue, Enumerable.Range(0, 100).Select(_ => new Message("") { Key = "honest", Cost = 10 }).ToList());
        var counts = new Dictionary<string, int>();
        await using var inbox = await Inbox.OpenAsync(Broker, queue, prefetch: 1);
        for (var i = 0; i < 60; i++)
        {
            var delivery = await inbox.NextAsync();
            counts[delivery.Message.Key!] = counts.GetValueOrDefault(delivery.Message.Key!) + 1;
            await delivery.AckAsync(cost: 10);
        }

        Assert.InRange(counts["modest"], 28, 32);
    }

    [Fact]
    public async Task With_priorities_keys_still_take_turns_and_the_urgent_of_each_goes_first()
    {
        var queue = await QueueAsync(define: queue => queue with { Fairness = KeyFairness.ByCount, Order = DeliveryOrder.Priority });
        await Broker.PublishAsync(queue, Enumerable.Range(0, 3).Select(number => new Message($"a{number}") { Key = "a", Priority = 9 }).ToList());
        await Broker.PublishAsync(queue, Enumerable.Range(0, 3).Select(number => new Message($"b{number}") { Key = "b", Priority = (byte)number }).ToList());

        Assert.Equal(["a0", "b2", "a1", "b1", "a2", "b0"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task After_a_restart_keys_take_turns_again()
    {
        var queue = await QueueAsync(define: queue => queue with { Fairness = KeyFairness.ByCount });
        await PublishAsync(queue, ("a", 10), ("b", 2));
        foreach (var delivery in await ReceiveAsync(queue, max: 2))
        {
            await delivery.AckAsync();
        }

        await Fixture.RestartAsync();

        Assert.Equal(["a1", "b1", "a2", "a3"], Texts(await ReceiveAsync(queue, max: 4)));
    }

    private async Task PublishAsync(string queue, params (string Key, int Count)[] keys)
    {
        var messages = keys.SelectMany(key => Enumerable.Range(0, key.Count).Select(number => new Message($"{key.Key}{number}") { Key = key.Key })).ToList();
        await Broker.PublishAsync(queue, messages).AsTask().Within($"the confirm of {messages.Count} messages");
    }
}
