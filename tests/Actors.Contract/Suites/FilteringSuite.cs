namespace Actors.Contract.Suites;

public abstract class FilteringSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_subscription_gets_the_messages_that_its_filter_lets_through()
    {
        var topic = await TopicAsync("all");
        var eu = await SubscribeAsync(topic, "eu", definition => definition with { Filter = "region = 'eu' and message.priority >= 5" });
        await PublishAsync(topic, ("0", "eu", 9), ("1", "us", 9), ("2", "eu", 0), ("3", "eu", 5), ("4", null, 9));
        Assert.Equal(["0", "3"], Texts(await ReceiveAsync(eu, max: 10)));
        Assert.Equal(["0", "1", "2", "3", "4"], Texts(await ReceiveAsync($"{topic}/all", max: 10)));
    }

    [Fact]
    public async Task A_subscription_gets_the_subjects_that_one_of_its_patterns_matches()
    {
        var topic = await TopicAsync();
        var some = await SubscribeAsync(topic, "some", definition => definition with { Subjects = ["orders.*.created", "bills.#"] });
        var none = await SubscribeAsync(topic, "none", definition => definition with { Subjects = [""] });
        var subjects = new[] { "orders.eu.created", "orders.created", "bills", "bills.late.eu", "orders.eu.closed", null };
        await Broker.PublishAsync(topic, [.. subjects.Select(subject => new Message(subject ?? "none") { Subject = subject })]);
        Assert.Equal(["orders.eu.created", "bills", "bills.late.eu"], Texts(await ReceiveAsync(some, max: 10)));
        Assert.Equal(["none"], Texts(await ReceiveAsync(none, max: 10)));
    }

    [Fact]
    public async Task Subjects_and_a_filter_must_both_let_a_message_through()
    {
        var topic = await TopicAsync();
        var source = await SubscribeAsync(topic, "both", definition => definition with { Subjects = ["a.#"], Filter = "n > 1" });
        await Broker.PublishAsync(topic, [
            new Message("0") { Subject = "a", Headers = new() { { "n", 1 } } },
            new Message("1") { Subject = "a", Headers = new() { { "n", 2 } } },
            new Message("2") { Subject = "b", Headers = new() { { "n", 2 } } }]);
        Assert.Equal(["1"], Texts(await ReceiveAsync(source, max: 10)));
    }

    [Fact]
    public async Task What_does_not_reach_a_subscription_takes_no_room_and_holds_nothing_up()
    {
        var topic = await TopicAsync();
        var source = await SubscribeAsync(topic, "few", definition => definition with { Filter = "region = 'eu'" });
        await PublishAsync(topic, ("0", "us", 0), ("1", "us", 0));
        Assert.Equal(0, (await DescribeAsync(topic)).Bytes);
        await PublishAsync(topic, ("2", "eu", 0), ("3", "us", 0));
        await AssertHoldsAsync(source, ready: 1);
        Assert.Equal(0, (await DescribeAsync(source)).Acked);
        await (await ReceiveAsync(source))[0].AckAsync();
        Assert.Equal(0, (await DescribeAsync(topic)).Bytes);
    }

    [Fact]
    public async Task Waiting_consumers_get_only_what_reaches_them()
    {
        var topic = await TopicAsync();
        var source = await SubscribeAsync(topic, "odd", definition => definition with { Filter = "odd" });
        await using var inbox = await Inbox.OpenAsync(Broker, source);
        await Broker.PublishAsync(topic, [.. Enumerable.Range(0, 200).Select(number => new Message($"{number}") { Headers = new() { { "odd", number % 2 == 1 } } })]);
        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{2 * number + 1}"), Texts(await inbox.TakeAsync(100)));
        await AssertHoldsAsync(source, leased: 100);
    }

    [Fact]
    public async Task Filters_and_what_they_decided_survive_a_restart()
    {
        var topic = await TopicAsync();
        var source = await SubscribeAsync(topic, "eu", definition => definition with { Filter = "region = 'eu'", Subjects = ["#"] });
        await PublishAsync(topic, ("0", "us", 0), ("1", "eu", 0), ("2", "us", 0), ("3", "eu", 0));
        await Fixture.RestartAsync().AsTask().Within("the broker to restart");
        await PublishAsync(topic, ("4", "us", 0), ("5", "eu", 0));
        Assert.Equal(["1", "3", "5"], Texts(await ReceiveAsync(source, max: 10)));
        await AssertRefusedAsync(
            ErrorCode.DefinitionMismatch, () => SubscribeAsync(topic, "eu", definition => definition with { Filter = "region = 'us'", Subjects = ["#"] }), "Filter", "region = 'us'");
        await SubscribeAsync(topic, "eu", definition => definition with { Filter = "region = 'eu'", Subjects = ["#"] });
    }

    [Fact]
    public async Task A_bad_filter_is_refused_where_it_is_declared()
    {
        var topic = await TopicAsync();
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => SubscribeAsync(topic, "bad", definition => definition with { Filter = "region = " }), "position 10", "the end");
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => SubscribeAsync(topic, "bad", definition => definition with { Subjects = new string[101] }), "100");
        await AssertRefusedAsync(ErrorCode.NotFound, () => DescribeAsync($"{topic}/bad"), "bad");
    }

    private async Task<string> SubscribeAsync(string topic, string name, Func<SubscriptionDefinition, SubscriptionDefinition> define)
    {
        var definition = define(new SubscriptionDefinition(topic, name));
        await Broker.DeclareAsync(definition).AsTask().Within($"'{definition.Address}' to be declared");
        return definition.Address;
    }

    private async Task PublishAsync(string topic, params (string Text, string? Region, byte Priority)[] messages) => await Broker.PublishAsync(
        topic,
        [.. messages.Select(message => new Message(message.Text) { Priority = message.Priority, Headers = message.Region is { } region ? new() { { "region", region } } : [] })])
        .AsTask().Within($"the confirm of {messages.Length} messages");
}
