namespace Actors.Contract.Suites;

public abstract class DeclaringSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    public static TheoryData<string> Differences =>
        [nameof(ConsumptionPolicy.LeaseTimeout), nameof(ConsumptionPolicy.DeliveryLimit), nameof(ConsumptionPolicy.DeadLetterQueue), nameof(ConsumptionPolicy.Ephemeral)];

    [Fact]
    public async Task A_declaration_may_be_repeated()
    {
        var queue = new QueueDefinition(Unique("queue")) { DeliveryLimit = 3, LeaseTimeout = TimeSpan.FromSeconds(10), DeadLetterQueue = "elsewhere" };
        await Broker.DeclareAsync(queue);
        await PublishAsync(queue.Name, 2);
        await Broker.DeclareAsync(queue);
        await Broker.DeclareAsync(queue with { });
        await AssertHoldsAsync(queue.Name, ready: 2);
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task Another_definition_of_a_queue_is_refused_and_the_difference_named(string property)
    {
        var queue = new QueueDefinition(Unique("queue"));
        await Broker.DeclareAsync(queue);
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(Differing(queue, property)).AsTask(), queue.Name, property);
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(new TopicDefinition(queue.Name)).AsTask(), queue.Name, "queue");
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task Another_definition_of_a_subscription_is_refused_and_the_difference_named(string property)
    {
        var topic = await TopicAsync();
        var subscription = new SubscriptionDefinition(topic, "billing");
        await Broker.DeclareAsync(subscription);
        await Broker.DeclareAsync(subscription);
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(Differing(subscription, property)).AsTask(), subscription.Address, property);
    }

    [Fact]
    public async Task A_name_is_a_queue_or_a_topic()
    {
        var topic = await TopicAsync();
        await Broker.DeclareAsync(new TopicDefinition(topic));
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(new QueueDefinition(topic)).AsTask(), topic, "topic");

        var queue = await QueueAsync();
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(new SubscriptionDefinition(queue, "billing")).AsTask(), queue);
    }

    [Fact]
    public async Task A_subscription_needs_its_topic()
    {
        var missing = Unique("missing");
        await AssertRefusedAsync(ErrorCode.NotFound, () => Broker.DeclareAsync(new SubscriptionDefinition(missing, "billing")).AsTask(), missing);
    }

    [Fact]
    public async Task The_default_dead_letter_queue_may_be_spelled_out()
    {
        var queue = await QueueAsync();
        await Broker.DeclareAsync(new QueueDefinition(queue) { DeadLetterQueue = $"{queue}.dead-letter" });
        Assert.Equal($"{queue}.dead-letter", (await DescribeAsync(queue)).DeadLetterQueue);
    }

    [Fact]
    public async Task Many_who_declare_the_same_at_once_all_succeed()
    {
        var queue = new QueueDefinition(Unique("queue"));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await Broker.DeclareAsync(queue)))).Within("20 declarations at once");
        await PublishAsync(queue.Name, 1);
        await AssertHoldsAsync(queue.Name, ready: 1);
    }

    [Fact]
    public async Task Definitions_are_described_as_they_were_declared_and_survive_a_restart()
    {
        var queue = new QueueDefinition(Unique("queue")) { DeliveryLimit = 7, LeaseTimeout = TimeSpan.FromMilliseconds(1500), DeadLetterQueue = "" };
        await Broker.DeclareAsync(queue);
        var topic = await TopicAsync("billing");
        await Fixture.RestartAsync();

        var described = await DescribeAsync(queue.Name);
        Assert.Equal((EntityKind.Queue, 7, TimeSpan.FromMilliseconds(1500), "", false), (described.Kind, described.DeliveryLimit, described.LeaseTimeout, described.DeadLetterQueue, described.Ephemeral));
        Assert.Equal(EntityKind.Topic, (await DescribeAsync(topic)).Kind);
        Assert.Equal($"{topic}.billing.dead-letter", (await DescribeAsync($"{topic}/billing")).DeadLetterQueue);
        await Broker.DeclareAsync(queue);
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(queue with { DeliveryLimit = 8 }).AsTask());
    }

    private static QueueDefinition Differing(QueueDefinition queue, string property) => property switch
    {
        nameof(ConsumptionPolicy.LeaseTimeout) => queue with { LeaseTimeout = TimeSpan.FromMinutes(1) },
        nameof(ConsumptionPolicy.DeliveryLimit) => queue with { DeliveryLimit = 1 },
        nameof(ConsumptionPolicy.DeadLetterQueue) => queue with { DeadLetterQueue = "elsewhere" },
        _ => queue with { Ephemeral = true },
    };

    private static SubscriptionDefinition Differing(SubscriptionDefinition subscription, string property) => property switch
    {
        nameof(ConsumptionPolicy.LeaseTimeout) => subscription with { LeaseTimeout = TimeSpan.FromMinutes(1) },
        nameof(ConsumptionPolicy.DeliveryLimit) => subscription with { DeliveryLimit = 1 },
        nameof(ConsumptionPolicy.DeadLetterQueue) => subscription with { DeadLetterQueue = "elsewhere" },
        _ => subscription with { Ephemeral = true },
    };
}
