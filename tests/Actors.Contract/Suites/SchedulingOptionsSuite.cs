namespace Actors.Contract.Suites;

public abstract class SchedulingOptionsSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>What is refused: how, and the words the error must have.</summary>
    public static TheoryData<Func<QueueDefinition, QueueDefinition>, string[]> Refused => new()
    {
        { queue => queue with { Order = (DeliveryOrder)7 }, ["Order", "7", "Fifo, Priority, Deadline"] },
        { queue => queue with { Fairness = (KeyFairness)7 }, ["Fairness", "7", "None, ByCount, ByCost"] },
        { queue => queue with { ConcurrencyPerKey = -1 }, ["ConcurrencyPerKey", "-1", "0 (any number) to 65536"] },
        { queue => queue with { ConcurrencyPerKey = 65_537 }, ["ConcurrencyPerKey", "65537", "65536"] },
        { queue => queue with { Order = DeliveryOrder.Priority, PriorityAgeing = TimeSpan.Zero }, ["PriorityAgeing", "00:00:00", "1.00:00:00"] },
        { queue => queue with { PriorityAgeing = Hour }, ["PriorityAgeing", "Order", "Priority", "Fifo"] },
        { queue => queue with { ExpectedServiceTime = TimeSpan.FromSeconds(-1) }, ["ExpectedServiceTime", "-00:00:01", "12:00:00"] },
        { queue => queue with { KeyWeights = new Dictionary<string, int> { ["key"] = 2 } }, ["KeyWeights", "Fairness"] },
        { queue => queue with { Fairness = KeyFairness.ByCount, KeyWeights = new Dictionary<string, int> { ["key"] = 0 } }, ["KeyWeights", "'key'", "0", "1 to 1000"] },
        { queue => queue with { Fairness = KeyFairness.ByCount, KeyWeights = new Dictionary<string, int> { ["key"] = 1001 } }, ["1001", "1 to 1000"] },
        { queue => queue with { Fairness = KeyFairness.ByCount, KeyWeights = new Dictionary<string, int> { [""] = 2 } }, ["KeyWeights", "0 bytes"] },
        { queue => queue with { Budgets = [new KeyBudget(null, Hour)] }, ["every other key", "Messages", "Cost"] },
        { queue => queue with { Budgets = [new KeyBudget("key", TimeSpan.FromMilliseconds(999)) { Messages = 1 }] }, ["Window", "'key'", "00:00:00.999", "00:00:01 to 31.00:00:00"] },
        { queue => queue with { Budgets = [new KeyBudget("key", Hour) { Messages = 0 }] }, ["Messages", "'key'", "0", "1 to 1000000000000"] },
        { queue => queue with { Budgets = [new KeyBudget("key", Hour) { Cost = -5 }] }, ["Cost", "'key'", "-5"] },
        { queue => queue with { Budgets = [new KeyBudget("key", Hour) { Cost = 1 }, new KeyBudget("key", TimeSpan.FromMinutes(1)) { Cost = 1 }] }, ["two budgets", "'key'"] },
        { queue => queue with { Budgets = [new KeyBudget(null, Hour) { Cost = 1 }, new KeyBudget(null, Hour) { Messages = 1 }] }, ["two budgets", "every other key"] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_can_not_be_is_refused_at_declare_and_named(Func<QueueDefinition, QueueDefinition> define, string[] words)
    {
        var queue = Unique("queue");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.DeclareAsync(define(new QueueDefinition(queue))).AsTask(), [queue, .. words]);
    }

    [Fact]
    public async Task The_same_options_are_the_same_definition_however_they_are_written_and_after_a_restart()
    {
        var queue = new QueueDefinition(Unique("queue"))
        {
            Order = DeliveryOrder.Priority,
            PriorityAgeing = TimeSpan.FromMinutes(1),
            ExpectedServiceTime = TimeSpan.FromSeconds(3),
            ConcurrencyPerKey = 4,
            Fairness = KeyFairness.ByCost,
            KeyWeights = new Dictionary<string, int> { ["a"] = 2, ["ä"] = 1000 },
            Budgets = [new KeyBudget("b", Hour) { Messages = 5 }, new KeyBudget(null, Hour) { Cost = Limits.LargestBudget }],
        };
        await Broker.DeclareAsync(queue);
        var same = queue with { KeyWeights = queue.KeyWeights.Reverse().ToDictionary(), Budgets = [.. queue.Budgets.Reverse()] };
        await Broker.DeclareAsync(same);
        await Fixture.RestartAsync();
        await Broker.DeclareAsync(same);
    }

    [Theory]
    [InlineData(nameof(QueueDefinition.Order))]
    [InlineData(nameof(QueueDefinition.ConcurrencyPerKey))]
    [InlineData(nameof(QueueDefinition.KeyWeights))]
    [InlineData(nameof(QueueDefinition.Budgets))]
    public async Task Another_option_is_another_definition_and_the_error_names_it(string option)
    {
        var queue = new QueueDefinition(Unique("queue")) { Fairness = KeyFairness.ByCount };
        await Broker.DeclareAsync(queue);
        var other = option switch
        {
            nameof(QueueDefinition.Order) => queue with { Order = DeliveryOrder.Deadline },
            nameof(QueueDefinition.ConcurrencyPerKey) => queue with { ConcurrencyPerKey = 1 },
            nameof(QueueDefinition.KeyWeights) => queue with { KeyWeights = new Dictionary<string, int> { ["key"] = 2 } },
            _ => queue with { Budgets = [new KeyBudget("key", Hour) { Messages = 1 }] },
        };
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(other).AsTask(), option);
    }

    [Theory]
    [InlineData(SettleVerb.Ack, -1)]
    [InlineData(SettleVerb.Ack, Limits.LargestCost + 1)]
    [InlineData(SettleVerb.Nack, 1)]
    public async Task A_cost_out_of_range_or_place_is_refused(SettleVerb verb, long cost)
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        var lease = Assert.Single(await ReceiveAsync(queue)).Lease;
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => Broker.SettleAsync(queue, new[] { new Settlement(lease, verb) { Cost = cost } }).AsTask(), $"{cost}", $"{verb}");
        await AssertHoldsAsync(queue, leased: 1);
    }
}
