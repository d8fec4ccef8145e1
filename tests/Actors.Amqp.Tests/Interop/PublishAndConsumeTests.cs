using System.Text;
using Actors.Amqp.Tests.Hosts;
using RabbitMQ.Client;

namespace Actors.Amqp.Tests.Interop;

/// <summary>What every service does, with the unmodified client of RabbitMQ.</summary>
public sealed class PublishAndConsumeTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly CreateChannelOptions Confirming = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    [Fact]
    public async Task A_confirmed_message_reaches_a_consumer_and_is_gone_once_acked()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("simple", durable: true, exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", "simple", true, new BasicProperties { Persistent = true }, "hello"u8.ToArray());
        var inbox = await Inbox.OpenAsync(channel, "simple");

        var delivery = await inbox.NextAsync();

        Assert.Equal("hello", Encoding.UTF8.GetString(delivery.Body.Span));
        Assert.Equal(("", "simple", false), (delivery.Exchange, delivery.RoutingKey, delivery.Redelivered));
        Assert.Equal(DeliveryModes.Persistent, delivery.BasicProperties.DeliveryMode);
        await channel.BasicAckAsync(delivery.DeliveryTag, false);
        await channel.CloseAsync();
        await using var other = await connection.CreateChannelAsync();
        Assert.Null(await other.BasicGetAsync("simple", true));
    }

    [Fact]
    public async Task A_thousand_messages_come_in_order_with_a_small_prefetch()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("thousand", durable: true, exclusive: false, autoDelete: false);
        await channel.BasicQosAsync(0, 10, false);
        var inbox = await Inbox.OpenAsync(channel, "thousand");
        var publishes = Enumerable.Range(0, 1000).Select(number => channel.BasicPublishAsync("", "thousand", BitConverter.GetBytes(number)).AsTask()).ToArray();

        for (var number = 0; number < 1000; number++)
        {
            var delivery = await inbox.NextAsync($"message {number}");
            Assert.Equal(number, BitConverter.ToInt32(delivery.Body.Span));
            Assert.InRange(inbox.Waiting, 0, 9);
            await channel.BasicAckAsync(delivery.DeliveryTag, number % 7 == 0);
        }

        await Task.WhenAll(publishes).Within("all confirms");
    }

    [Fact]
    public async Task Nacked_and_requeued_messages_come_again_and_rejected_ones_do_not()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("again", durable: true, exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", "again", "one"u8.ToArray());
        var inbox = await Inbox.OpenAsync(channel, "again");

        var first = await inbox.NextAsync();
        await channel.BasicNackAsync(first.DeliveryTag, false, requeue: true);
        var second = await inbox.NextAsync();
        Assert.True(second.Redelivered);
        Assert.Equal(1L, second.BasicProperties.Headers!["x-delivery-count"]);
        await channel.BasicRejectAsync(second.DeliveryTag, requeue: false);
        await channel.BasicCancelAsync(inbox.Tag);

        Assert.Equal(0u, await channel.MessageCountAsync("again"));
    }

    [Fact]
    public async Task Unacked_messages_come_back_when_their_channel_closes()
    {
        await using var connection = await host.ConnectAsync();
        var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("back", durable: true, exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", "back", "one"u8.ToArray());
        Assert.NotNull(await channel.BasicGetAsync("back", autoAck: false));
        await channel.CloseAsync();

        await using var other = await connection.CreateChannelAsync();
        var inbox = await Inbox.OpenAsync(other, "back");
        Assert.True((await inbox.NextAsync()).Redelivered);
    }

    [Fact]
    public async Task What_is_held_at_a_cancel_may_still_be_acked()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("cancelled", durable: true, exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", "cancelled", "one"u8.ToArray());
        await channel.BasicPublishAsync("", "cancelled", "two"u8.ToArray());
        var inbox = await Inbox.OpenAsync(channel, "cancelled");
        var one = await inbox.NextAsync();
        var two = await inbox.NextAsync();
        await channel.BasicCancelAsync(inbox.Tag);

        await channel.BasicAckAsync(one.DeliveryTag, false);
        await channel.BasicNackAsync(two.DeliveryTag, false, requeue: true);

        var again = await channel.BasicGetAsync("cancelled", autoAck: true);
        Assert.Equal("two", Encoding.UTF8.GetString(again!.Body.Span));
        Assert.Null(await channel.BasicGetAsync("cancelled", autoAck: true));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_064)]
    [InlineData(131_065)]
    [InlineData(3_000_000)]
    public async Task A_body_of_any_size_arrives_as_it_was(int bytes)
    {
        var queue = $"large-{bytes}";
        var body = new byte[bytes];
        new Random(bytes).NextBytes(body);
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", queue, body);
        var inbox = await Inbox.OpenAsync(channel, queue, autoAck: true);

        Assert.Equal(body, (await inbox.NextAsync()).Body.ToArray());
    }

    [Fact]
    public async Task Five_hundred_channels_work_on_one_connection()
    {
        await using var connection = await host.ConnectAsync();
        await using var setup = await connection.CreateChannelAsync();
        await setup.QueueDeclareAsync("many", durable: true, exclusive: false, autoDelete: false);
        var channels = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => connection.CreateChannelAsync(Confirming)));

        await Task.WhenAll(channels.Select(channel => channel.BasicPublishAsync("", "many", "x"u8.ToArray()).AsTask())).Within("the confirms of all channels");

        Assert.Equal(500u, await setup.MessageCountAsync("many"));
        Assert.Equal(500u, await setup.QueuePurgeAsync("many"));
        Assert.Equal(0u, await setup.QueueDeleteAsync("many"));
    }

    [Fact]
    public async Task A_mandatory_message_to_nowhere_comes_back_before_its_confirm()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false));
        var events = System.Threading.Channels.Channel.CreateUnbounded<string>();
        channel.BasicReturnAsync += (_, returned) =>
        {
            events.Writer.TryWrite($"return {returned.ReplyCode} {returned.RoutingKey} {Encoding.UTF8.GetString(returned.Body.Span)} {returned.BasicProperties.MessageId}");
            return Task.CompletedTask;
        };
        channel.BasicAcksAsync += (_, ack) =>
        {
            events.Writer.TryWrite($"ack {ack.DeliveryTag}");
            return Task.CompletedTask;
        };

        await channel.BasicPublishAsync("", "nowhere", true, new BasicProperties { MessageId = "7" }, "lost"u8.ToArray());

        Assert.Equal("return 312 nowhere lost 7", await events.Reader.ReadAsync().AsTask().Within("the return"));
        Assert.Equal("ack 1", await events.Reader.ReadAsync().AsTask().Within("the confirm"));
    }

    [Fact]
    public async Task Everything_of_a_message_comes_back_as_it_was()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("whole", durable: true, exclusive: false, autoDelete: false);
        var sent = new BasicProperties
        {
            ContentType = "text/plain",
            ContentEncoding = "gzip",
            DeliveryMode = DeliveryModes.Transient,
            Priority = 200,
            CorrelationId = "correlation",
            ReplyTo = "replies",
            Expiration = "600000",
            MessageId = "id",
            Timestamp = new AmqpTimestamp(1_700_000_000),
            Type = "type",
            UserId = "guest",
            AppId = "app",
            Headers = new Dictionary<string, object?>
            {
                ["text"] = "ünïcode",
                ["int"] = 42,
                ["long"] = 42L,
                ["short"] = (short)-3,
                ["byte"] = (byte)200,
                ["sbyte"] = (sbyte)-5,
                ["ushort"] = (ushort)65_000,
                ["uint"] = 4_000_000_000u,
                ["float"] = 1.5f,
                ["double"] = 2.25,
                ["decimal"] = 12.34m,
                ["true"] = true,
                ["null"] = null,
                ["bytes"] = new BinaryTableValue([1, 2, 255]),
                ["time"] = new AmqpTimestamp(1_600_000_000),
                ["far"] = new AmqpTimestamp(long.MaxValue),
                ["list"] = new List<object?> { 1, "two", new List<object?> { 3L } },
                ["table"] = new Dictionary<string, object?> { ["a"] = 1, ["b"] = new Dictionary<string, object?> { ["c"] = "d" } },
                ["notUtf8"] = new byte[] { 0xC3, 0x28 },
            },
        };

        await channel.BasicPublishAsync("", "whole", true, sent, "body"u8.ToArray());
        var got = (await channel.BasicGetAsync("whole", autoAck: true))!.BasicProperties;

        Assert.Equal(
            (sent.ContentType, sent.ContentEncoding, sent.DeliveryMode, sent.Priority, sent.CorrelationId, sent.ReplyTo, sent.Expiration, sent.MessageId, sent.Timestamp.UnixTime, sent.Type, sent.UserId, sent.AppId),
            (got.ContentType, got.ContentEncoding, got.DeliveryMode, got.Priority, got.CorrelationId, got.ReplyTo, got.Expiration, got.MessageId, got.Timestamp.UnixTime, got.Type, got.UserId, got.AppId));
        Assert.Equal(Show(sent.Headers), Show(got.Headers!));
    }

    [Fact]
    public async Task A_message_without_properties_has_none()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("bare", durable: true, exclusive: false, autoDelete: false);

        await channel.BasicPublishAsync("", "bare", "body"u8.ToArray());
        var got = (await channel.BasicGetAsync("bare", autoAck: true))!.BasicProperties;

        Assert.False(got.IsDeliveryModePresent() || got.IsPriorityPresent() || got.IsMessageIdPresent() || got.IsExpirationPresent() || got.IsContentTypePresent());
    }

    [Fact]
    public async Task Native_and_AMQP_clients_meet_in_the_default_virtual_host()
    {
        await host.Broker.DeclareAsync(new QueueDefinition("meeting"));
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.BasicPublishAsync("", "meeting", true, new BasicProperties { MessageId = "m", Type = "t", Headers = new Dictionary<string, object?> { ["x-key"] = "k", ["n"] = 5 } }, "to native"u8.ToArray());

        var native = (await host.Broker.ReceiveAsync("meeting", TimeSpan.FromSeconds(5)))!;
        Assert.Equal(("to native", "m", "k", "meeting"), (native.Message.Text, native.Message.Id, native.Message.Key, native.Message.Subject));
        Assert.Equal(5, native.Message.Headers["n"].AsInteger());
        native.Ack();

        await host.Broker.PublishAsync("meeting", new Message("to amqp") { Id = "2", Key = "key", Headers = { ["when"] = DateTimeOffset.UnixEpoch.AddSeconds(9), ["big"] = long.MaxValue } });
        var amqp = (await channel.BasicGetAsync("meeting", autoAck: true))!;
        Assert.Equal(("to amqp", "2", "meeting", "", DeliveryModes.Persistent), (Encoding.UTF8.GetString(amqp.Body.Span), amqp.BasicProperties.MessageId, amqp.RoutingKey, amqp.Exchange, amqp.BasicProperties.DeliveryMode));
        Assert.Equal(Show(new Dictionary<string, object?> { ["when"] = new AmqpTimestamp(9), ["big"] = long.MaxValue, ["x-key"] = "key"u8.ToArray() }), Show(amqp.BasicProperties.Headers!));
    }

    [Fact]
    public async Task Virtual_hosts_know_nothing_of_one_another()
    {
        await using var one = await host.ConnectAsync(factory => factory.VirtualHost = "one");
        await using var other = await host.ConnectAsync(factory => factory.VirtualHost = "other");
        await using var channel = await one.CreateChannelAsync(Confirming);
        await using var stranger = await other.CreateChannelAsync();
        await channel.QueueDeclareAsync("a/b c%", durable: true, exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", "a/b c%", "x"u8.ToArray());

        Assert.Equal(1u, await channel.MessageCountAsync("a/b c%"));
        var error = await Assert.ThrowsAsync<RabbitMQ.Client.Exceptions.OperationInterruptedException>(() => stranger.QueueDeclarePassiveAsync("a/b c%"));
        Assert.Equal(404, error.ShutdownReason!.ReplyCode);
    }

    private static string Show(object? value) => value switch
    {
        null => "null",
        byte[] bytes => $"S:{Convert.ToHexString(bytes)}",
        string text => $"S:{Convert.ToHexString(Encoding.UTF8.GetBytes(text))}",
        BinaryTableValue binary => $"x:{Convert.ToHexString(binary.Bytes)}",
        AmqpTimestamp time => $"T:{time.UnixTime}",
        IDictionary<string, object?> table => "{" + string.Join(", ", table.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={Show(entry.Value)}")) + "}",
        System.Collections.IEnumerable list => "[" + string.Join(", ", list.Cast<object?>().Select(Show)) + "]",
        _ => $"{value.GetType().Name}:{Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)}",
    };
}
