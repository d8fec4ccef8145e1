using System.Text;
using Actors.Amqp.Tests.Hosts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Actors.Amqp.Tests.Interop;

/// <summary>Exchanges and bindings, with the unmodified client of RabbitMQ.</summary>
public sealed class ExchangeTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly CreateChannelOptions Confirming = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    [Theory]
    [InlineData("direct", "a", "a,b", "a", "1")]
    [InlineData("fanout", "", "a,b", "a", "2")]
    [InlineData("topic", "a.*", "a.b,a.b.c,b.a", "a.#", "1")]
    public async Task An_exchange_leads_to_the_queues_whose_bindings_match(string type, string key, string published, string otherKey, string expected)
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        var (exchange, queue, other) = ($"x-{type}", $"{type}-1", $"{type}-2");
        await channel.ExchangeDeclareAsync(exchange, type, durable: true);
        await channel.QueueDeclareAsync(queue, true, false, false);
        await channel.QueueDeclareAsync(other, true, false, false);
        await channel.QueueBindAsync(queue, exchange, key);
        await channel.QueueBindAsync(other, exchange, otherKey);

        foreach (var routingKey in published.Split(','))
        {
            await channel.BasicPublishAsync(exchange, routingKey, Encoding.UTF8.GetBytes(routingKey));
        }

        Assert.Equal(uint.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), await channel.MessageCountAsync(queue));
        var got = await channel.BasicGetAsync(queue, true);
        Assert.Equal((exchange, published.Split(',')[0]), (got!.Exchange, got.RoutingKey));
        await channel.QueueUnbindAsync(queue, exchange, key);
        await channel.QueuePurgeAsync(queue);
        await channel.BasicPublishAsync(exchange, published.Split(',')[0], "x"u8.ToArray());
        Assert.Equal(0u, await channel.MessageCountAsync(queue));
    }

    [Theory]
    [InlineData("all", "a=1;b=2", true)]
    [InlineData("all", "a=1", false)]
    [InlineData("any", "a=1;c=3", true)]
    [InlineData("any", "c=3", false)]
    public async Task A_headers_exchange_compares_headers(string match, string headers, bool arrives)
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        var queue = $"headers-{match}-{headers}";
        await channel.QueueDeclareAsync(queue, true, false, false);
        await channel.QueueBindAsync(queue, "amq.headers", "", new Dictionary<string, object?> { ["x-match"] = match, ["a"] = "1", ["b"] = "2" });

        var sent = headers.Split(';').ToDictionary(header => header[..1], object? (header) => header[2..]);
        await channel.BasicPublishAsync("amq.headers", "", false, new BasicProperties { Headers = sent }, "x"u8.ToArray());

        Assert.Equal(arrives ? 1u : 0u, await channel.MessageCountAsync(queue));
        await channel.QueueDeleteAsync(queue);
    }

    [Fact]
    public async Task A_queue_and_an_exchange_may_have_one_name_and_exchanges_may_follow_one_another()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.QueueDeclareAsync("same", true, false, false);
        await channel.ExchangeDeclareAsync("same", "fanout", durable: true);
        await channel.ExchangeDeclareAsync("first", "direct", durable: true);
        await channel.ExchangeBindAsync("same", "first", "key");
        await channel.QueueBindAsync("same", "same", "");

        await channel.BasicPublishAsync("first", "key", "x"u8.ToArray());
        await channel.ExchangeUnbindAsync("same", "first", "key");
        await channel.BasicPublishAsync("first", "key", "y"u8.ToArray());

        Assert.Equal(1u, await channel.MessageCountAsync("same"));
        Assert.Equal("first", (await channel.BasicGetAsync("same", true))!.Exchange);
    }

    [Fact]
    public async Task What_no_binding_matches_goes_to_the_alternate_exchange()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.ExchangeDeclareAsync("rest", "fanout", durable: true);
        await channel.ExchangeDeclareAsync("strict", "direct", durable: true, arguments: new Dictionary<string, object?> { ["alternate-exchange"] = "rest" });
        await channel.QueueDeclareAsync("rest", true, false, false);
        await channel.QueueBindAsync("rest", "rest", "");

        await channel.BasicPublishAsync("strict", "whatever", true, "x"u8.ToArray());

        Assert.Equal("whatever", (await channel.BasicGetAsync("rest", true))!.RoutingKey);
    }

    [Fact]
    public async Task Unroutable_mandatory_messages_come_back_and_the_others_do_not()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.ExchangeDeclareAsync("partly", "direct", durable: true);
        await channel.QueueDeclareAsync("partly", true, false, false);
        await channel.QueueBindAsync("partly", "partly", "known");

        await channel.BasicPublishAsync("partly", "known", true, "x"u8.ToArray());
        await channel.BasicPublishAsync("partly", "unknown", false, "x"u8.ToArray());
        foreach (var exchange in new[] { "partly", "amq.topic" })
        {
            var error = await Assert.ThrowsAsync<PublishException>(async () => await channel.BasicPublishAsync(exchange, "unknown", true, "x"u8.ToArray()));
            Assert.True(error.IsReturn);
        }

        Assert.Equal(1u, await channel.MessageCountAsync("partly"));
    }

    [Fact]
    public async Task Publishing_to_an_exchange_that_is_not_there_closes_the_channel()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, false));
        var closed = new TaskCompletionSource<ushort>();
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            closed.TrySetResult(reason.ReplyCode);
            return Task.CompletedTask;
        };

        await channel.BasicPublishAsync("missing", "key", "x"u8.ToArray());

        Assert.Equal(404, await closed.Task.Within("the end of the channel"));
        await using var other = await connection.CreateChannelAsync();
        Assert.True(other.IsOpen);
    }

    [Theory]
    [InlineData("", "direct", 403)]
    [InlineData("amq.mine", "direct", 403)]
    [InlineData("amq.topic", "direct", 406)]
    [InlineData("odd", "odd", 503)]
    public async Task Declarations_that_cannot_be_are_refused(string exchange, string type, int code)
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();

        var error = await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.ExchangeDeclareAsync(exchange, type, durable: true));

        Assert.Equal(code, error.ShutdownReason!.ReplyCode);
    }

    [Fact]
    public async Task An_exchange_in_use_is_not_deleted_if_it_must_be_unused()
    {
        await using var connection = await host.ConnectAsync();
        await using (var channel = await connection.CreateChannelAsync())
        {
            await channel.ExchangeDeclareAsync("used", "direct", durable: true);
            await channel.QueueDeclareAsync("uses", true, false, false);
            await channel.QueueBindAsync("uses", "used", "k");
            var error = await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.ExchangeDeleteAsync("used", ifUnused: true));
            Assert.Equal(406, error.ShutdownReason!.ReplyCode);
        }

        await using var other = await connection.CreateChannelAsync();
        await other.QueueUnbindAsync("uses", "used", "k");
        await other.ExchangeDeleteAsync("used", ifUnused: true);
        var missing = await Assert.ThrowsAsync<OperationInterruptedException>(() => other.ExchangeDeclarePassiveAsync("used"));
        Assert.Equal(404, missing.ShutdownReason!.ReplyCode);
    }
}
