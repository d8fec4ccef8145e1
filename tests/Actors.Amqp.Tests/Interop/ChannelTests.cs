using System.Text;
using Actors.Amqp.Tests.Hosts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Actors.Amqp.Tests.Interop;

/// <summary>What channels can do beyond publishing and consuming, and how they end.</summary>
public sealed class ChannelTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly CreateChannelOptions Confirming = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    [Fact]
    public async Task A_limit_for_the_whole_channel_holds_for_all_its_consumers_together()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        await channel.BasicQosAsync(0, 5, global: true);
        var inboxes = new List<Inbox>();
        foreach (var queue in new[] { "global-1", "global-2" })
        {
            await channel.QueueDeclareAsync(queue, true, false, false);
            for (var number = 0; number < 20; number++)
            {
                await channel.BasicPublishAsync("", queue, "x"u8.ToArray());
            }

            inboxes.Add(await Inbox.OpenAsync(channel, queue));
        }

        for (var acked = 0; acked < 40; acked++)
        {
            var next = await Inbox.FirstAsync(inboxes);
            Assert.InRange(inboxes.Sum(inbox => inbox.Waiting), 0, 4);
            await channel.BasicAckAsync(next.DeliveryTag, false);
        }
    }

    [Fact]
    public async Task A_committed_transaction_is_there_and_a_rolled_back_one_never_was()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("tx", true, false, false);
        await channel.TxSelectAsync();
        await channel.BasicPublishAsync("", "tx", "rolled back"u8.ToArray());
        await channel.TxRollbackAsync();
        await channel.BasicPublishAsync("", "tx", "committed"u8.ToArray());
        Assert.Equal(0u, await channel.MessageCountAsync("tx"));
        await channel.TxCommitAsync();
        Assert.Equal(1u, await channel.MessageCountAsync("tx"));

        var got = (await channel.BasicGetAsync("tx", false))!;
        await channel.BasicAckAsync(got.DeliveryTag, false);
        await channel.TxRollbackAsync();
        await channel.BasicNackAsync(got.DeliveryTag, false, requeue: true);
        await channel.TxCommitAsync();
        got = (await channel.BasicGetAsync("tx", false))!;
        Assert.True(got.Redelivered);
        await channel.BasicAckAsync(got.DeliveryTag, false);
        await channel.TxCommitAsync();
        Assert.Equal(0u, await channel.MessageCountAsync("tx"));
    }

    [Fact]
    public async Task A_reply_goes_straight_to_the_channel_that_asked()
    {
        await using var connection = await host.ConnectAsync();
        await using var asking = await connection.CreateChannelAsync(Confirming);
        await using var answering = await connection.CreateChannelAsync(Confirming);
        await answering.QueueDeclareAsync("questions", true, false, false);
        var replies = await Inbox.OpenAsync(asking, "amq.rabbitmq.reply-to", autoAck: true);
        await asking.BasicPublishAsync("", "questions", true, new BasicProperties { ReplyTo = "amq.rabbitmq.reply-to", CorrelationId = "7" }, "?"u8.ToArray());

        var question = (await answering.BasicGetAsync("questions", true))!;
        Assert.StartsWith("amq.rabbitmq.reply-to.", question.BasicProperties.ReplyTo, StringComparison.Ordinal);
        await answering.BasicPublishAsync("", question.BasicProperties.ReplyTo!, false, new BasicProperties { CorrelationId = question.BasicProperties.CorrelationId }, "!"u8.ToArray());

        var reply = await replies.NextAsync("the reply");
        Assert.Equal(("!", "7"), (Encoding.UTF8.GetString(reply.Body.Span), reply.BasicProperties.CorrelationId));
    }

    [Fact]
    public async Task Copies_go_to_further_routing_keys_and_hidden_ones_are_not_seen()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(Confirming);
        foreach (var queue in new[] { "to", "cc", "bcc" })
        {
            await channel.QueueDeclareAsync(queue, true, false, false);
        }

        var properties = new BasicProperties { Headers = new Dictionary<string, object?> { ["CC"] = new List<object> { "cc", "to", "nowhere" }, ["BCC"] = new List<object> { "bcc" } } };
        await channel.BasicPublishAsync("", "to", true, properties, "x"u8.ToArray());

        foreach (var queue in new[] { "to", "cc", "bcc" })
        {
            Assert.Equal(1u, await channel.MessageCountAsync(queue));
            var got = (await channel.BasicGetAsync(queue, true))!;
            Assert.Equal(("to", "x"), (got.RoutingKey, Encoding.UTF8.GetString(got.Body.Span)));
            Assert.Contains("CC", got.BasicProperties.Headers!.Keys);
            Assert.DoesNotContain("BCC", got.BasicProperties.Headers!.Keys);
        }
    }

    [Fact]
    public async Task An_exclusive_queue_is_locked_for_others_and_goes_with_its_connection()
    {
        await using var connection = await host.ConnectAsync();
        var owner = await host.ConnectAsync();
        await using var owning = await owner.CreateChannelAsync();
        var queue = (await owning.QueueDeclareAsync()).QueueName;
        Assert.StartsWith("amq.gen-", queue, StringComparison.Ordinal);

        await RefusedAsync(connection, 405, channel => channel.QueueDeclarePassiveAsync(queue));
        await RefusedAsync(connection, 405, channel => channel.BasicGetAsync(queue, true));
        await owner.CloseAsync();
        await owner.DisposeAsync();
        await RefusedAsync(connection, 404, channel => channel.QueueDeclarePassiveAsync(queue));
    }

    [Fact]
    public async Task An_exclusive_consumer_keeps_others_away()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("alone", true, false, false);
        var inbox = new AsyncNothing(channel);
        var tag = await channel.BasicConsumeAsync("alone", false, "", false, exclusive: true, null, inbox);
        await RefusedAsync(connection, 403, other => other.BasicConsumeAsync("alone", false, new AsyncNothing(other)));
        await channel.BasicCancelAsync(tag);
        await using var next = await connection.CreateChannelAsync();
        await next.BasicConsumeAsync("alone", false, new AsyncNothing(next));
        await RefusedAsync(connection, 403, other => other.BasicConsumeAsync("alone", false, "", false, exclusive: true, null, new AsyncNothing(other)));
    }

    [Fact]
    public async Task A_consumer_is_told_when_its_queue_is_deleted()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("doomed", true, false, false);
        var cancelled = new TaskCompletionSource<string>();
        var consumer = new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(channel);
        consumer.UnregisteredAsync += (_, gone) =>
        {
            cancelled.TrySetResult(gone.ConsumerTags[0]);
            return Task.CompletedTask;
        };
        var tag = await channel.BasicConsumeAsync("doomed", false, consumer);

        await using var other = await connection.CreateChannelAsync();
        await other.QueueDeleteAsync("doomed");

        Assert.Equal(tag, await cancelled.Task.Within("the cancel"));
        Assert.True(channel.IsOpen);
    }

    [Fact]
    public async Task What_cannot_be_ends_the_channel_with_the_right_code_and_nothing_else()
    {
        await using var connection = await host.ConnectAsync();
        await using var setup = await connection.CreateChannelAsync();
        await setup.QueueDeclareAsync("there", true, false, false);
        await setup.QueueDeclareAsync("limited", true, false, false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 5 });

        await RefusedAsync(connection, 404, channel => channel.QueueDeclarePassiveAsync("missing"));
        await RefusedAsync(connection, 404, channel => channel.BasicConsumeAsync("missing", false, new AsyncNothing(channel)));
        await RefusedAsync(connection, 404, channel => channel.BasicGetAsync("missing", false));
        await RefusedAsync(connection, 404, channel => channel.QueuePurgeAsync("missing"));
        await RefusedAsync(connection, 404, channel => channel.QueueBindAsync("missing", "amq.direct", "k"));
        await RefusedAsync(connection, 404, channel => channel.QueueBindAsync("there", "missing", "k"));
        await RefusedAsync(connection, 403, channel => channel.QueueBindAsync("there", "", "k"));
        await RefusedAsync(connection, 403, channel => channel.QueueDeclareAsync("amq.mine", true, false, false));
        await RefusedAsync(connection, 406, channel => channel.QueueDeclareAsync("there", true, false, false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 5 }));
        await RefusedAsync(connection, 406, channel => channel.QueueDeclareAsync("limited", true, false, false));
        await RefusedAsync(connection, 406, async channel =>
        {
            await channel.BasicAckAsync(17, false);
            await channel.QueueDeclarePassiveAsync("there");
        });
        await RefusedAsync(connection, 406, async channel =>
        {
            await channel.BasicPublishAsync("", "there", false, new BasicProperties { Expiration = "soon" }, "x"u8.ToArray());
            await channel.QueueDeclarePassiveAsync("there");
        });
        await RefusedAsync(connection, 406, async channel =>
        {
            await channel.BasicPublishAsync("", "there", false, new BasicProperties { UserId = "somebody" }, "x"u8.ToArray());
            await channel.QueueDeclarePassiveAsync("there");
        });
        Assert.True(setup.IsOpen);
    }

    [Fact]
    public async Task A_wrong_frame_order_ends_the_connection()
    {
        await using var connection = await host.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        var error = await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.BasicQosAsync(1, 0, false));
        Assert.Equal(540, error.ShutdownReason!.ReplyCode);
        Assert.False(connection.IsOpen);
    }

    private static async Task RefusedAsync(IConnection connection, int code, Func<IChannel, Task> act)
    {
        await using var channel = await connection.CreateChannelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationInterruptedException>(() => act(channel).Within($"a refusal with {code}"));
        Assert.Equal(code, error.ShutdownReason!.ReplyCode);
        Assert.True(connection.IsOpen);
    }

    private sealed class AsyncNothing(IChannel channel) : AsyncDefaultBasicConsumer(channel);
}
