namespace Actors.Contract.Suites;

public abstract class ExchangesSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task One_publish_to_a_fanout_exchange_gives_every_bound_queue_a_copy()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Fanout);
        var queues = await Task.WhenAll(QueueAsync("one"), QueueAsync("two"), QueueAsync("three"));
        foreach (var queue in queues)
        {
            await BindAsync(exchange, queue);
        }

        var receipt = await PublishAsync(exchange, 3);
        Assert.Equal((PublishReceipt.NoOffset, 3), (receipt.FirstOffset, receipt.Count));
        Assert.Empty(receipt.Refused);
        foreach (var queue in queues)
        {
            Assert.Equal(Numbers(3), Texts(await ReceiveAsync(queue, max: 10)));
        }
    }

    [Fact]
    public async Task A_direct_exchange_picks_by_the_subject()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Direct);
        var (red, blue) = (await QueueAsync("red"), await QueueAsync("blue"));
        await BindAsync(exchange, red, "red");
        await BindAsync(exchange, blue, "blue");
        await SendAsync(exchange, "red", "blue", "red", "green");
        Assert.Equal(["red", "red"], Texts(await ReceiveAsync(red, max: 10)));
        Assert.Equal(["blue"], Texts(await ReceiveAsync(blue, max: 10)));
    }

    [Fact]
    public async Task A_topic_exchange_matches_words()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Topic);
        var (all, orders, eu) = (await QueueAsync("all"), await QueueAsync("orders"), await QueueAsync("eu"));
        await BindAsync(exchange, all, "#");
        await BindAsync(exchange, orders, "orders.*");
        await BindAsync(exchange, eu, "#.eu");
        await SendAsync(exchange, "orders.eu", "orders.us", "orders", "bills.late.eu", "eu");
        Assert.Equal(["orders.eu", "orders.us", "orders", "bills.late.eu", "eu"], Texts(await ReceiveAsync(all, max: 10)));
        Assert.Equal(["orders.eu", "orders.us"], Texts(await ReceiveAsync(orders, max: 10)));
        Assert.Equal(["orders.eu", "bills.late.eu", "eu"], Texts(await ReceiveAsync(eu, max: 10)));
    }

    [Fact]
    public async Task A_headers_exchange_matches_headers()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Headers);
        var (all, any) = (await QueueAsync("all"), await QueueAsync("any"));
        MessageHeaders arguments = new() { { "format", "pdf" }, { "pages", 3 } };
        await Broker.BindAsync(new BindingDefinition(exchange, all) { Arguments = arguments });
        await Broker.BindAsync(new BindingDefinition(exchange, any) { Arguments = arguments, HeadersMatch = HeadersMatch.Any });
        await Broker.PublishAsync(exchange, [
            new Message("both") { Headers = new() { { "format", "pdf" }, { "pages", 3 } } },
            new Message("one") { Headers = new() { { "format", "pdf" }, { "pages", "3" } } },
            new Message("none")]);
        Assert.Equal(["both"], Texts(await ReceiveAsync(all, max: 10)));
        Assert.Equal(["both", "one"], Texts(await ReceiveAsync(any, max: 10)));
    }

    [Fact]
    public async Task A_destination_gets_a_message_once_however_many_bindings_match()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Topic);
        var queue = await QueueAsync();
        await BindAsync(exchange, queue, "#");
        await BindAsync(exchange, queue, "a.*");
        await BindAsync(exchange, queue, "a.b");
        await SendAsync(exchange, "a.b");
        await AssertHoldsAsync(queue, ready: 1);
    }

    [Fact]
    public async Task Exchanges_pass_messages_on_to_exchanges_and_circles_end()
    {
        var (first, second) = (await ExchangeAsync(ExchangeKind.Topic, "first"), await ExchangeAsync(ExchangeKind.Fanout, "second"));
        var queue = await QueueAsync();
        await BindAsync(first, second, "a.#");
        await BindAsync(second, first);
        await BindAsync(second, queue);
        await SendAsync(first, "a.b", "b.a");
        Assert.Equal(["a.b"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task A_topic_may_be_a_destination()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Fanout);
        var topic = await TopicAsync("work");
        await BindAsync(exchange, topic);
        await PublishAsync(exchange, 2);
        Assert.Equal(Numbers(2), Texts(await ReceiveAsync($"{topic}/work", max: 10)));
    }

    [Fact]
    public async Task What_no_binding_matches_goes_to_the_alternate_exchange()
    {
        var other = await ExchangeAsync(ExchangeKind.Fanout, "other");
        var exchange = await ExchangeAsync(ExchangeKind.Direct, "main", definition => definition with { AlternateExchange = other });
        var (known, rest) = (await QueueAsync("known"), await QueueAsync("rest"));
        await BindAsync(exchange, known, "known");
        await BindAsync(other, rest);
        await SendAsync(exchange, "known", "unknown");
        Assert.Equal(["known"], Texts(await ReceiveAsync(known, max: 10)));
        Assert.Equal(["unknown"], Texts(await ReceiveAsync(rest, max: 10)));
    }

    [Fact]
    public async Task An_unroutable_message_is_dropped_or_refused_as_its_publisher_wants()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Direct);
        var queue = await QueueAsync();
        await BindAsync(exchange, queue, "known");
        var batch = MessageBatch.Of(new Message("0") { Subject = "unknown" }, new Message("1") { Subject = "known" }, new Message("2"));
        var dropped = await Broker.PublishAsync(exchange, batch).AsTask().Within("the confirm");
        Assert.Empty(dropped.Refused);
        var receipt = await Broker.PublishAsync(exchange, batch, new PublishOptions { Mandatory = true }).AsTask().Within("the confirm of mandatory messages");
        Assert.Equal([(0, ErrorCode.Unroutable), (2, ErrorCode.Unroutable)], receipt.Refused.Select(refusal => (refusal.Index, refusal.Code)));
        Assert.Equal(["1", "1"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task Mandatory_messages_to_a_queue_are_stored_like_others()
    {
        var queue = await QueueAsync();
        var receipt = await Broker.PublishAsync(queue, MessageBatch.Of(new Message("0")), new PublishOptions { Mandatory = true });
        Assert.Equal((0, 1), (receipt.FirstOffset, receipt.Count));
        Assert.Equal(["0"], Texts(await ReceiveAsync(queue)));
    }

    [Fact]
    public async Task An_internal_exchange_is_reached_through_bindings_only()
    {
        var inner = await ExchangeAsync(ExchangeKind.Fanout, "inner", definition => definition with { Internal = true });
        var outer = await ExchangeAsync(ExchangeKind.Fanout, "outer");
        var queue = await QueueAsync();
        await BindAsync(outer, inner);
        await BindAsync(inner, queue);
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => PublishAsync(inner, 1), "internal");
        await PublishAsync(outer, 1);
        await AssertHoldsAsync(queue, ready: 1);
    }

    [Fact]
    public async Task An_exchange_can_be_told_from_queues_and_topics()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Fanout);
        Assert.Equal(EntityKind.Exchange, (await DescribeAsync(exchange)).Kind);
        Assert.Contains(await Broker.ListAsync(null, 1000), entity => entity.Address == exchange && entity.Kind == EntityKind.Exchange);
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(new QueueDefinition(exchange)).AsTask(), exchange, "exchange");
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(new TopicDefinition(exchange)).AsTask(), exchange, "exchange");
        var queue = await QueueAsync();
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(new ExchangeDefinition(queue)).AsTask(), queue, "queue");
        await AssertRefusedAsync(ErrorCode.NotFound, () => ReceiveAsync(exchange), exchange);
    }

    [Fact]
    public async Task Declaring_again_is_fine_and_differently_is_refused()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Topic);
        await Broker.DeclareAsync(new ExchangeDefinition(exchange) { Kind = ExchangeKind.Topic });
        await AssertRefusedAsync(ErrorCode.DefinitionMismatch, () => Broker.DeclareAsync(new ExchangeDefinition(exchange)).AsTask(), exchange, "Kind", "Topic", "Direct");
    }

    [Fact]
    public async Task Both_ends_of_a_binding_must_exist()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Fanout);
        var queue = await QueueAsync();
        await AssertRefusedAsync(ErrorCode.NotFound, () => BindAsync(exchange, Unique("nobody")), "nobody");
        await AssertRefusedAsync(ErrorCode.NotFound, () => BindAsync(Unique("nothing"), queue), "nothing");
        await AssertRefusedAsync(ErrorCode.NotFound, () => BindAsync(queue, exchange), queue);
        await AssertRefusedAsync(ErrorCode.NotFound, () => PublishAsync(Unique("nothing"), 1), "nothing");
    }

    [Fact]
    public async Task Bindings_are_listed_from_both_ends()
    {
        var (exchange, other) = (await ExchangeAsync(ExchangeKind.Topic), await ExchangeAsync(ExchangeKind.Headers, "other"));
        var queue = await QueueAsync();
        var bindings = new[]
        {
            new BindingDefinition(exchange, queue) { Key = "a.#" },
            new BindingDefinition(exchange, other) { Key = "b" },
            new BindingDefinition(other, queue) { Arguments = new() { { "n", 1 }, { "t", "x" } }, HeadersMatch = HeadersMatch.AnyWithX },
        };
        foreach (var binding in bindings)
        {
            await Broker.BindAsync(binding);
            await Broker.BindAsync(binding);
        }

        Assert.Equivalent(bindings[..2], await Broker.ListBindingsAsync(exchange), strict: true);
        Assert.Equivalent(bindings[1..], await Broker.ListBindingsAsync(other), strict: true);
        Assert.Equal(new HashSet<BindingDefinition> { bindings[0], bindings[2] }, (await Broker.ListBindingsAsync(queue)).ToHashSet());
        await AssertRefusedAsync(ErrorCode.NotFound, () => Broker.ListBindingsAsync(Unique("nothing")).AsTask(), "nothing");
    }

    [Fact]
    public async Task Unbinding_takes_exactly_the_binding_that_was_made()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Direct);
        var queue = await QueueAsync();
        await BindAsync(exchange, queue, "a");
        await BindAsync(exchange, queue, "b");
        Assert.False(await Broker.UnbindAsync(new BindingDefinition(exchange, queue) { Key = "c" }));
        Assert.True(await Broker.UnbindAsync(new BindingDefinition(exchange, queue) { Key = "a" }));
        Assert.False(await Broker.UnbindAsync(new BindingDefinition(exchange, queue) { Key = "a" }));
        await SendAsync(exchange, "a", "b");
        Assert.Equal(["b"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task Bindings_go_with_their_destination_and_do_not_come_back_with_its_name()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Fanout);
        var (queue, other) = (await QueueAsync(), await QueueAsync("other"));
        await BindAsync(exchange, queue);
        await BindAsync(exchange, other);
        Assert.True(await Broker.DeleteAsync(queue));
        Assert.Equal([other], (await Broker.ListBindingsAsync(exchange)).Select(binding => binding.Destination));
        await QueueAsync();
        await PublishAsync(exchange, 1);
        await AssertHoldsAsync(queue);
        await AssertHoldsAsync(other, ready: 1);
    }

    [Fact]
    public async Task A_deleted_exchange_is_gone_with_its_bindings_on_both_sides()
    {
        var (first, second) = (await ExchangeAsync(ExchangeKind.Fanout, "first"), await ExchangeAsync(ExchangeKind.Fanout, "second"));
        var queue = await QueueAsync();
        await BindAsync(first, second);
        await BindAsync(second, queue);
        Assert.True(await Broker.DeleteAsync(second));
        Assert.False(await Broker.DeleteAsync(second));
        Assert.Empty(await Broker.ListBindingsAsync(first));
        Assert.Empty(await Broker.ListBindingsAsync(queue));
        await AssertRefusedAsync(ErrorCode.NotFound, () => PublishAsync(second, 1), second);
    }

    [Fact]
    public async Task An_auto_delete_exchange_goes_with_its_last_binding()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Fanout, define: definition => definition with { AutoDelete = true });
        var (one, two) = (await QueueAsync("one"), await QueueAsync("two"));
        await BindAsync(exchange, one);
        await BindAsync(exchange, two);
        Assert.True(await Broker.UnbindAsync(new BindingDefinition(exchange, one)));
        await PublishAsync(exchange, 1);
        Assert.True(await Broker.DeleteAsync(two));
        await AssertRefusedAsync(ErrorCode.NotFound, () => DescribeAsync(exchange), exchange);
    }

    [Fact]
    public async Task Exchanges_and_bindings_survive_a_restart()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Headers, define: definition => definition with { AlternateExchange = Unique("nowhere") });
        var (queue, gone) = (await QueueAsync(), await QueueAsync("gone"));
        var binding = new BindingDefinition(exchange, queue) { Key = "k", Arguments = new() { { "x-kind", true } }, HeadersMatch = HeadersMatch.AllWithX };
        await Broker.BindAsync(binding);
        await BindAsync(exchange, gone);
        await Broker.DeleteAsync(gone);
        await Fixture.RestartAsync().AsTask().Within("the broker to restart");
        Assert.Equal([binding], await Broker.ListBindingsAsync(exchange));
        await Broker.DeclareAsync(new ExchangeDefinition(exchange) { Kind = ExchangeKind.Headers, AlternateExchange = Unique("nowhere") });
        await Broker.PublishAsync(exchange, [new Message("yes") { Headers = new() { { "x-kind", true } } }, new Message("no")]);
        Assert.Equal(["yes"], Texts(await ReceiveAsync(queue, max: 10)));
    }

    [Fact]
    public async Task A_binding_is_used_by_the_next_publish()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Direct);
        var queue = await QueueAsync();
        for (var i = 0; i < 50; i++)
        {
            await BindAsync(exchange, queue, $"{i}");
            await SendAsync(exchange, $"{i}");
            Assert.True(await Broker.UnbindAsync(new BindingDefinition(exchange, queue) { Key = $"{i}" }));
            await SendAsync(exchange, $"{i}");
        }

        Assert.Equal(Numbers(50), Texts(await ReceiveAsync(queue, max: 100)));
    }

    [Fact]
    public async Task Publishes_through_an_exchange_keep_their_order()
    {
        var exchange = await ExchangeAsync(ExchangeKind.Fanout);
        var queue = await QueueAsync();
        await BindAsync(exchange, queue);
        var publishes = Enumerable.Range(0, 500).Select(number => Broker.PublishAsync(exchange, new Message($"{number}")).AsTask()).ToList();
        await Task.WhenAll(publishes).Within("500 confirms");
        Assert.All(publishes, publish => Assert.Equal(PublishReceipt.NoOffset, publish.Result));
        Assert.Equal(Numbers(500), Texts(await ReceiveAsync(queue, max: 500)));
    }

    private async Task<string> ExchangeAsync(ExchangeKind kind, string name = "exchange", Func<ExchangeDefinition, ExchangeDefinition>? define = null)
    {
        var exchange = new ExchangeDefinition(Unique(name)) { Kind = kind };
        await Broker.DeclareAsync(define?.Invoke(exchange) ?? exchange).AsTask().Within($"'{exchange.Name}' to be declared");
        return exchange.Name;
    }

    private Task BindAsync(string exchange, string destination, string key = "") =>
        Broker.BindAsync(new BindingDefinition(exchange, destination) { Key = key }).AsTask().Within($"'{destination}' to be bound");

    // Messages with subjects, which are their texts, too.
    private async Task SendAsync(string exchange, params string[] subjects) =>
        await Broker.PublishAsync(exchange, [.. subjects.Select(subject => new Message(subject) { Subject = subject })]).AsTask().Within($"the confirm of {subjects.Length} messages");
}
