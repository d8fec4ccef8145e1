namespace Actors.Contract.Suites;

public abstract class EphemeralSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task An_ephemeral_queue_goes_with_its_last_consumer()
    {
        var queue = await QueueAsync(define: queue => queue with { Ephemeral = true });
        await PublishAsync(queue, 1);
        var one = await Inbox.OpenAsync(Broker, queue);
        var two = await Inbox.OpenAsync(Broker, queue);
        await one.DisposeAsync();
        Assert.Equal(1, (await DescribeAsync(queue)).Consumers);

        await two.DisposeAsync();
        await AssertGoneAsync(queue);
        await Broker.DeclareAsync(new QueueDefinition(queue));
        await AssertHoldsAsync(queue);
    }

    [Fact]
    public async Task An_ephemeral_subscription_goes_with_its_last_consumer()
    {
        var topic = await TopicAsync("durable");
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "watch") { Ephemeral = true });
        await using (await Inbox.OpenAsync(Broker, $"{topic}/watch"))
        {
            await PublishAsync(topic, 3);
            Assert.Equal(2, (await DescribeAsync(topic)).Subscriptions);
        }

        await AssertGoneAsync($"{topic}/watch");
        await AssertHoldsAsync($"{topic}/durable", ready: 3);
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "watch"));
        await AssertHoldsAsync($"{topic}/watch");
    }

    [Fact]
    public async Task Ephemeral_things_do_not_survive_a_restart_and_can_be_declared_anew()
    {
        var queue = await QueueAsync(define: queue => queue with { Ephemeral = true });
        await PublishAsync(queue, 3);
        var topic = await TopicAsync("durable");
        await Broker.DeclareAsync(new SubscriptionDefinition(topic, "watch") { Ephemeral = true });
        await PublishAsync(topic, 3);
        await Fixture.RestartAsync();

        await AssertGoneAsync(queue);
        await AssertGoneAsync($"{topic}/watch");
        await AssertHoldsAsync($"{topic}/durable", ready: 3);
        await Broker.DeclareAsync(new QueueDefinition(queue) { Ephemeral = true });
        await using var inbox = await Inbox.OpenAsync(Broker, queue);
        await PublishAsync(queue, 1);
        await inbox.NextAsync();
    }

    [Fact]
    public async Task One_that_nobody_has_consumed_yet_stays()
    {
        var queue = await QueueAsync(define: queue => queue with { Ephemeral = true });
        await PublishAsync(queue, 2);
        Assert.Single(await ReceiveAsync(queue));
        await AssertHoldsAsync(queue, ready: 1, leased: 1);
    }

    // It goes by itself, shortly after its last consumer.
    private Task AssertGoneAsync(string address) => UntilAsync(address, $"the end of '{address}'", description => description is null);
}
