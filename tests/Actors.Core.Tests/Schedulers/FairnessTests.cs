namespace Actors.Core.Tests.Schedulers;

public sealed class FairnessTests
{
    [Theory]
    [InlineData(KeyFairness.ByCount)]
    [InlineData(KeyFairness.ByCost)]
    public void A_key_that_floods_delays_a_single_message_of_another_by_one_message_at_most(KeyFairness fairness)
    {
        var queue = new ScheduledQueue(queue => queue with { Fairness = fairness });
        queue.Publish(100_000, "flood", cost: 7);
        for (var i = 0; i < 1000; i++)
        {
            queue.Take();
        }

        var single = queue.Publish("single", cost: 5000);

        Assert.Contains(single, new[] { queue.Take(), queue.Take() });
    }

    [Fact]
    public void A_first_message_waits_for_one_of_each_other_key_whatever_their_weights()
    {
        const int others = 50;
        var queue = new ScheduledQueue(queue => queue with
        {
            Fairness = KeyFairness.ByCount,
            KeyWeights = Enumerable.Range(0, others).ToDictionary(number => $"other {number}", number => 1 + (number * 20)),
        });
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            for (var other = 0; other < others; other++)
            {
                queue.Publish(5 + random.Next(20), $"other {other}");
            }

            for (var i = random.Next(200); i > 0; i--)
            {
                queue.Take();
            }

            var single = queue.Publish($"single {round}");
            var before = new List<ulong>();
            for (var taken = queue.Take(); taken != single; taken = queue.Take())
            {
                before.Add(queue.KeyOf(taken!.Value));
            }

            Assert.Equal(before.Distinct().Count(), before.Count);
        }
    }

    [Fact]
    public void Keys_get_messages_by_their_weights()
    {
        var queue = new ScheduledQueue(queue => queue with { Fairness = KeyFairness.ByCount, KeyWeights = new Dictionary<string, int> { ["half"] = 500, ["all"] = 1000 } });
        queue.Publish(20_000, "one");
        queue.Publish(20_000, "half");
        queue.Publish(20_000, "all");

        var shares = Shares(queue, 15_010, _ => 1);

        Assert.InRange(shares[KeyHash.Of("one")], 9, 11);
        Assert.InRange(shares[KeyHash.Of("half")], 4_950, 5_050);
        Assert.InRange(shares[KeyHash.Of("all")], 9_900, 10_100);
    }

    [Fact]
    public void Keys_get_the_same_cost_whatever_single_messages_cost()
    {
        var queue = new ScheduledQueue(queue => queue with { Fairness = KeyFairness.ByCost });
        queue.Publish(1_000, "large", cost: 100);
        queue.Publish(20_000, "small", cost: 3);

        var shares = Shares(queue, 10_000, queue => queue);

        Assert.InRange(shares[KeyHash.Of("large")], shares[KeyHash.Of("small")] - 100, shares[KeyHash.Of("small")] + 100);
    }

    [Fact]
    public void The_actual_cost_counts_as_soon_as_it_is_known()
    {
        var queue = new ScheduledQueue(queue => queue with { Fairness = KeyFairness.ByCost });
        queue.Publish(20_000, "modest", cost: 1);
        queue.Publish(20_000, "honest", cost: 10);
        var actual = new Dictionary<ulong, long>();
        for (var i = 0; i < 10_000; i++)
        {
            // Both cost 10, but one of them says that it is only 1.
            var taken = queue.Take()!.Value;
            actual[queue.KeyOf(taken)] = actual.GetValueOrDefault(queue.KeyOf(taken)) + 10;
            queue.Settle(taken, cost: 10);
        }

        Assert.InRange(actual[KeyHash.Of("modest")], actual[KeyHash.Of("honest")] * 0.99, actual[KeyHash.Of("honest")] * 1.01);
    }

    [Fact]
    public void What_is_given_back_never_puts_a_key_before_others_that_wait()
    {
        var queue = new ScheduledQueue(queue => queue with { Fairness = KeyFairness.ByCost });
        queue.Publish(1_000, "flood", cost: 1_000_000);
        var leased = Enumerable.Range(0, 500).Select(_ => queue.Take()!.Value).ToList();
        var single = queue.Publish("single");
        leased.ForEach(offset => queue.Settle(offset, cost: 1));

        Assert.Contains(single, new[] { queue.Take(), queue.Take() });
    }

    [Fact]
    public void A_key_that_was_away_can_not_have_saved_up_turns()
    {
        var queue = new ScheduledQueue(queue => queue with { Fairness = KeyFairness.ByCount });
        queue.Publish("away");
        queue.Publish(10_000, "busy");
        for (var i = 0; i < 5_000; i++)
        {
            queue.Take();
        }

        queue.Publish(1_000, "away");

        var shares = Shares(queue, 100, _ => 1);
        Assert.Equal(50, shares[KeyHash.Of("away")]);
    }

    [Fact]
    public void Very_old_numbers_start_again_and_shares_stay()
    {
        var queue = new ScheduledQueue(queue => queue with { Fairness = KeyFairness.ByCost });
        var shares = new Dictionary<ulong, long>();
        for (var i = 0; i < 5_000; i++)
        {
            queue.Publish("one", cost: uint.MaxValue);
            queue.Publish("other", cost: uint.MaxValue);
            var taken = queue.Take()!.Value;
            shares[queue.KeyOf(taken)] = shares.GetValueOrDefault(queue.KeyOf(taken)) + 1;
        }

        Assert.Equal([2_500, 2_500], shares.Values);
    }

    private static Dictionary<ulong, long> Shares(ScheduledQueue queue, int count, Func<uint, long> weigh)
    {
        var shares = new Dictionary<ulong, long>();
        for (var i = 0; i < count; i++)
        {
            var taken = queue.TraitsOf(queue.Take()!.Value);
            shares[taken.Key] = shares.GetValueOrDefault(taken.Key) + weigh(taken.Cost);
        }

        return shares;
    }
}
