using System.Text;
using Actors.Amqp.Tests.Hosts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Actors.Amqp.Tests.Interop;

/// <summary>What queues do because of their arguments.</summary>
public sealed class QueueArgumentTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly CreateChannelOptions Confirming = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    [Theory]
    [InlineData("")]
    [InlineData("dlx")]
    public async Task Rejected_messages_go_where_the_arguments_say_and_tell_where_they_come_from(string exchange)
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        var (queue, dead) = ($"work{exchange}", $"dead{exchange}");
        await channel.QueueDeclareAsync(dead, true, false, false);
        if (exchange.Length > 0)
        {
            await channel.ExchangeDeclareAsync(exchange, "direct", durable: true);
            await channel.QueueBindAsync(dead, exchange, dead);
        }

        await channel.QueueDeclareAsync(queue, true, false, false, new Dictionary<string, object?> { ["x-dead-letter-exchange"] = exchange, ["x-dead-letter-routing-key"] = dead });
        await channel.BasicPublishAsync("", queue, true, new BasicProperties { Headers = new Dictionary<string, object?> { ["own"] = 1 } }, "x"u8.ToArray());
        var got = (await channel.BasicGetAsync(queue, false))!;
        await channel.BasicRejectAsync(got.DeliveryTag, requeue: false);

        var inbox = await Inbox.OpenAsync(channel, dead, autoAck: true);
        var letter = await inbox.NextAsync("the dead letter");

        var headers = letter.BasicProperties.Headers!;
        var death = (Dictionary<string, object?>)((List<object?>)headers["x-death"]!)[0]!;
        Assert.Equal((queue, "rejected", 1L), (Text(death["queue"]), Text(death["reason"]), death["count"]));
        Assert.Equal((queue, "rejected", 1), (Text(headers["x-first-death-queue"]), Text(headers["x-first-death-reason"]), headers["own"]));
        Assert.Equal(dead, letter.RoutingKey);
    }

    [Fact]
    public async Task A_retry_by_way_of_a_second_queue_counts_its_rounds()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("tried", true, false, false, new Dictionary<string, object?> { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "pause" });
        await channel.QueueDeclareAsync("pause", true, false, false, new Dictionary<string, object?>
        {
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = "tried",
            ["x-message-ttl"] = 20,
        });
        await channel.BasicPublishAsync("", "tried", "x"u8.ToArray());
        var inbox = await Inbox.OpenAsync(channel, "tried", autoAck: false);
        for (var round = 1; round <= 3; round++)
        {
            var letter = await inbox.NextAsync($"round {round}");
            var deaths = letter.BasicProperties.Headers?.TryGetValue("x-death", out var value) == true ? (List<object?>)value! : [];
            Assert.Equal(round == 1 ? 0 : 2, deaths.Count);
            Assert.All(deaths, death => Assert.Equal(round - 1L, ((Dictionary<string, object?>)death!)["count"]));
            var rejected = deaths.Select(death => (Dictionary<string, object?>)death!).SingleOrDefault(death => Text(death["reason"]) == "rejected");
            Assert.Equal(round == 1 ? null : "tried", rejected is null ? null : Text(((List<object?>)rejected["routing-keys"]!)[0]));
            await channel.BasicRejectAsync(letter.DeliveryTag, requeue: false);
        }
    }

    [Fact]
    public async Task Messages_expire_in_the_queue_and_by_themselves()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("expired", true, false, false);
        var arguments = new Dictionary<string, object?> { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "expired" };
        await channel.QueueDeclareAsync("short", true, false, false, new Dictionary<string, object?>(arguments) { ["x-message-ttl"] = 50 });
        await channel.QueueDeclareAsync("long", true, false, false, arguments);
        await channel.BasicPublishAsync("", "short", "a"u8.ToArray());
        await channel.BasicPublishAsync("", "long", true, new BasicProperties { Expiration = "50" }, "b"u8.ToArray());

        var inbox = await Inbox.OpenAsync(channel, "expired", autoAck: true);
        var letters = new[] { await inbox.NextAsync("the first expired"), await inbox.NextAsync("the second expired") };

        Assert.All(letters, letter => Assert.Equal("expired", Text(letter.BasicProperties.Headers!["x-first-death-reason"])));
        Assert.All(letters, letter => Assert.False(letter.BasicProperties.IsExpirationPresent()));
    }

    [Fact]
    public async Task A_full_queue_drops_its_oldest_or_refuses_the_newest()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("drops", true, false, false, new Dictionary<string, object?> { ["x-max-length"] = 2 });
        await channel.QueueDeclareAsync("refuses", true, false, false, new Dictionary<string, object?> { ["x-max-length"] = 2, ["x-overflow"] = "reject-publish" });
        foreach (var body in new[] { "1", "2", "3" })
        {
            await channel.BasicPublishAsync("", "drops", Encoding.UTF8.GetBytes(body));
        }

        Assert.Equal("2", Encoding.UTF8.GetString((await channel.BasicGetAsync("drops", true))!.Body.Span));
        await channel.BasicPublishAsync("", "refuses", "1"u8.ToArray());
        await channel.BasicPublishAsync("", "refuses", "2"u8.ToArray());
        var error = await Assert.ThrowsAsync<PublishException>(async () => await channel.BasicPublishAsync("", "refuses", "3"u8.ToArray()));
        Assert.False(error.IsReturn);
        Assert.Equal(2u, await channel.MessageCountAsync("refuses"));
    }

    [Fact]
    public async Task The_highest_priority_comes_first()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("urgent", true, false, false, new Dictionary<string, object?> { ["x-max-priority"] = 9 });
        foreach (var priority in new byte[] { 1, 9, 5 })
        {
            await channel.BasicPublishAsync("", "urgent", true, new BasicProperties { Priority = priority }, new byte[] { priority });
        }

        foreach (var priority in new byte[] { 9, 5, 1 })
        {
            Assert.Equal(priority, (await channel.BasicGetAsync("urgent", true))!.Body.Span[0]);
        }
    }

    [Fact]
    public async Task A_delivery_limit_ends_redeliveries()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("limit-dead", true, false, false);
        await channel.QueueDeclareAsync("limit", true, false, false, new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = 2,
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = "limit-dead",
        });
        await channel.BasicPublishAsync("", "limit", "x"u8.ToArray());
        var inbox = await Inbox.OpenAsync(channel, "limit");
        var dead = await Inbox.OpenAsync(channel, "limit-dead", autoAck: true);
        var arrived = dead.NextAsync("the dead letter");
        var deliveries = 0;
        while (!arrived.IsCompleted)
        {
            var next = inbox.NextAsync("a delivery");
            if (await Task.WhenAny(next, arrived) == next)
            {
                deliveries++;
                await channel.BasicNackAsync((await next).DeliveryTag, false, requeue: true);
            }
        }

        Assert.InRange(deliveries, 2, 3);
        Assert.Equal("delivery_limit", Text((await arrived).BasicProperties.Headers!["x-first-death-reason"]));
    }

    [Fact]
    public async Task One_consumer_is_active_and_the_next_takes_over_when_it_leaves()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("single", true, false, false, new Dictionary<string, object?> { ["x-single-active-consumer"] = true });
        var first = await Inbox.OpenAsync(channel, "single", autoAck: true);
        var second = await Inbox.OpenAsync(channel, "single", autoAck: true);
        await channel.BasicPublishAsync("", "single", "1"u8.ToArray());
        await channel.BasicPublishAsync("", "single", "2"u8.ToArray());
        await first.NextAsync();
        await first.NextAsync();
        await channel.BasicCancelAsync(first.Tag);
        await channel.BasicPublishAsync("", "single", "3"u8.ToArray());
        Assert.Equal("3", Encoding.UTF8.GetString((await second.NextAsync()).Body.Span));
        Assert.Equal(0, first.Waiting);
    }

    [Fact]
    public async Task The_consumer_of_the_highest_priority_is_served_first()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("served", true, false, false);
        var low = await Inbox.OpenAsync(channel, "served", autoAck: true);
        var high = await Inbox.OpenAsync(channel, "served", autoAck: true, new Dictionary<string, object?> { ["x-priority"] = 10 });
        for (var number = 0; number < 5; number++)
        {
            await channel.BasicPublishAsync("", "served", "x"u8.ToArray());
            await high.NextAsync();
        }

        Assert.Equal(0, low.Waiting);
    }

    [Fact]
    public async Task Queues_go_when_they_are_unused_and_with_their_last_consumer()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("expires", true, false, false, new Dictionary<string, object?> { ["x-expires"] = 100 });
        await channel.QueueDeclareAsync("leaves", durable: true, exclusive: false, autoDelete: true);
        var own = (await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: false)).QueueName;
        foreach (var queue in new[] { "leaves", own })
        {
            var inbox = await Inbox.OpenAsync(channel, queue);
            await channel.BasicCancelAsync(inbox.Tag);
        }

        foreach (var queue in new[] { "expires", "leaves" })
        {
            var end = Environment.TickCount64 + (long)Patience.Limit.TotalMilliseconds;
            while (await IsThereAsync(connection, queue))
            {
                Assert.True(Environment.TickCount64 < end, $"Within {Patience.Limit} the queue '{queue}' did not go.");
            }
        }

        Assert.Equal(0u, (await channel.QueueDeclarePassiveAsync(own)).MessageCount);
    }

    [Fact]
    public async Task Delayed_messages_come_later()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.ExchangeDeclareAsync("delays", "x-delayed-message", durable: true, arguments: new Dictionary<string, object?> { ["x-delayed-type"] = "direct" });
        await channel.QueueDeclareAsync("delays", true, false, false);
        await channel.QueueBindAsync("delays", "delays", "k");
        var inbox = await Inbox.OpenAsync(channel, "delays", autoAck: true);

        await channel.BasicPublishAsync("delays", "k", true, new BasicProperties { Headers = new Dictionary<string, object?> { ["x-delay"] = 300 } }, "late"u8.ToArray());
        await channel.BasicPublishAsync("delays", "k", "early"u8.ToArray());

        Assert.Equal("early", Encoding.UTF8.GetString((await inbox.NextAsync()).Body.Span));
        Assert.Equal("late", Encoding.UTF8.GetString((await inbox.NextAsync("the delayed message")).Body.Span));
    }

    [Theory]
    [InlineData("x-message-ttl", "soon")]
    [InlineData("x-max-length", -1)]
    [InlineData("x-overflow", "explode")]
    [InlineData("x-queue-type", "odd")]
    [InlineData("x-dead-letter-routing-key", "key")]
    public async Task Arguments_that_cannot_be_are_refused(string name, object value)
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        var error = await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.QueueDeclareAsync("refused", true, false, false, new Dictionary<string, object?> { [name] = value }));
        Assert.Equal(406, error.ShutdownReason!.ReplyCode);
    }

    [Fact]
    public async Task A_queue_of_a_native_client_may_be_declared_again_in_passing()
    {
        await host.Broker.DeclareAsync(new QueueDefinition("native"));
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        Assert.Equal("native", (await channel.QueueDeclareAsync("native", durable: true, exclusive: false, autoDelete: false)).QueueName);
    }

    // Looking is no use of a queue, so it does not keep it.
    private static async Task<bool> IsThereAsync(IConnection connection, string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(queue);
            return true;
        }
        catch (OperationInterruptedException error)
        {
            Assert.Equal(404, error.ShutdownReason!.ReplyCode);
            return false;
        }
    }

    private static string Text(object? value) => Encoding.UTF8.GetString((byte[])value!);
}
