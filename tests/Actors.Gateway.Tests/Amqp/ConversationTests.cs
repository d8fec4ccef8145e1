using Actors.Gateway.Tests.Support;
using Actors.Protocol.Amqp;

namespace Actors.Gateway.Tests.Amqp;

/// <summary>How conversations begin and end, frame by frame.</summary>
public sealed class ConversationTests
{
    private readonly ScriptedBroker _broker = new();

    [Theory]
    [InlineData("AMQP\0\u0001\0\0")]
    [InlineData("AMQP\u0003\u0001\0\0")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    public async Task Another_protocol_is_told_which_one_is_spoken(string hello)
    {
        await using var host = await GatewayHost.StartAsync(_broker);
        using var client = await AmqpClient.ConnectAsync(host.Endpoints.Amqp);
        await client.SendAsync(System.Text.Encoding.Latin1.GetBytes(hello));
        Assert.Equal(AmqpProtocol.Header.ToArray(), await client.EndAsync());
    }

    [Fact]
    public async Task Wrong_credentials_are_refused_and_told_to_who_wants_to_know()
    {
        await using var host = await GatewayHost.StartAsync(_broker, options => (options.User, options.Password) = ("ada", "secret"));
        using var client = await AmqpClient.ConnectAsync(host.Endpoints.Amqp);
        await client.SendAsync(AmqpProtocol.Header.ToArray());
        var start = await client.ReceiveAsync<ConnectionMethods.Start>(0);
        Assert.Equal("PLAIN AMQPLAIN", start.Mechanisms);
        var properties = new MessageHeaders { ["capabilities"] = HeaderValue.Table(new MessageHeaders { ["authentication_failure_close"] = true }) };
        await client.SendAsync(0, new ConnectionMethods.StartOk(properties, "PLAIN", "\0ada\0wrong"u8.ToArray(), "en_US"));
        Assert.Equal((ushort)ReplyCode.AccessRefused, (await client.ClosedAsync()).Code);
    }

    [Fact]
    public async Task The_other_mechanisms_let_in_who_may_come_in()
    {
        await using var host = await GatewayHost.StartAsync(_broker);
        foreach (var (mechanism, response) in new[] { ("ANONYMOUS", Array.Empty<byte>()), ("AMQPLAIN", Table(new MessageHeaders { ["LOGIN"] = "ada", ["PASSWORD"] = "x" })) })
        {
            using var client = await AmqpClient.ConnectAsync(host.Endpoints.Amqp);
            await client.SendAsync(AmqpProtocol.Header.ToArray());
            await client.ReceiveAsync<ConnectionMethods.Start>(0);
            await client.AskAsync<ConnectionMethods.StartOk, ConnectionMethods.Tune>(0, new ConnectionMethods.StartOk([], mechanism, response, "en_US"));
        }
    }

    [Fact]
    public async Task A_closed_connection_is_closed_in_order()
    {
        await using var host = await GatewayHost.StartAsync(_broker);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await client.AskAsync<ConnectionMethods.Close, ConnectionMethods.CloseOk>(0, new ConnectionMethods.Close(200, "bye", 0, 0));
        Assert.Empty(await client.EndAsync());
        await host.ConnectionsAsync(0);
    }

    [Fact]
    public async Task A_channel_that_is_not_open_is_an_error_of_the_connection()
    {
        await using var host = await GatewayHost.StartAsync(_broker);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await client.SendAsync(9, default(TxMethods.Select));
        Assert.Equal((ushort)ReplyCode.ChannelError, (await client.ClosedAsync()).Code);
    }

    [Fact]
    public async Task A_method_in_the_middle_of_a_content_is_an_error_of_the_connection()
    {
        await using var host = await GatewayHost.StartAsync(_broker);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await client.SendAsync(1, new BasicMethods.Publish("", "q", false, false));
        await client.SendAsync(1, default(TxMethods.Select));
        Assert.Equal((ushort)ReplyCode.UnexpectedFrame, (await client.ClosedAsync()).Code);
    }

    [Fact]
    public async Task A_body_larger_than_its_header_says_is_an_error_of_the_connection()
    {
        await using var host = await GatewayHost.StartAsync(_broker);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        var frames = AmqpClient.Publish(1, "", "q", [1, 2, 3]);
        await client.SendAsync(frames.AsMemory(..^(AmqpFrame.Overhead + 3)));
        await client.SendAsync(AmqpClient.Frame(FrameKind.Body, 1, [1, 2, 3, 4]));
        Assert.Equal((ushort)ReplyCode.FrameError, (await client.ClosedAsync()).Code);
    }

    [Fact]
    public async Task A_message_that_is_too_large_ends_its_channel_and_the_rest_of_it_is_passed_over()
    {
        await using var host = await GatewayHost.StartAsync(_broker, options => options.Limits = Limits.Default with { MessageBytes = 2048 });
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await client.SendAsync(AmqpClient.Publish(1, "", "q", new byte[3000]));
        Assert.Equal((ushort)ReplyCode.PreconditionFailed, (await client.ReceiveAsync<ChannelMethods.Close>(1)).Code);
        await client.SendAsync(1, default(ChannelMethods.CloseOk));
        await client.AskAsync<ChannelMethods.Open, ChannelMethods.OpenOk>(1, default);
    }

    [Fact]
    public async Task Confirms_come_in_order_and_together()
    {
        await using var host = await GatewayHost.StartAsync(_broker);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await client.AskAsync<ConfirmMethods.Select, ConfirmMethods.SelectOk>(1, default);
        await client.SendAsync(AmqpClient.Publish(1, "", "a", [1]));
        var first = await _broker.NextPublishAsync();
        await client.SendAsync(AmqpClient.Publish(1, "", "b", [2]));
        var second = await _broker.NextPublishAsync();
        await client.SendAsync((byte[])[.. AmqpClient.Publish(1, "", "c", [3]), .. AmqpClient.Publish(1, "", "c", [4])]);
        var third = await _broker.NextPublishAsync();

        third.Result.SetResult(new PublishReceipt(0, 2, [new PublishRefusal(1, ErrorCode.LimitExceeded, "full")]));
        second.Result.SetException(new BrokerException(ErrorCode.StorageFull, "no room"));
        first.Result.SetResult(new PublishReceipt(0, 1, []));

        Assert.Equal(new BasicMethods.Ack(1, false), await client.ReceiveAsync<BasicMethods.Ack>(1));
        Assert.Equal(new BasicMethods.Nack(2, false, false), await client.ReceiveAsync<BasicMethods.Nack>(1));
        Assert.Equal(new BasicMethods.Ack(3, false), await client.ReceiveAsync<BasicMethods.Ack>(1));
        Assert.Equal(new BasicMethods.Nack(4, false, false), await client.ReceiveAsync<BasicMethods.Nack>(1));
    }

    [Fact]
    public async Task A_message_is_not_held_up_by_the_next_one_that_comes_in_pieces()
    {
        await using var host = await GatewayHost.StartAsync(_broker);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await client.AskAsync<ConfirmMethods.Select, ConfirmMethods.SelectOk>(1, default);
        var second = AmqpClient.Publish(1, "", "q", [2, 2, 2]);
        await client.SendAsync((byte[])[.. AmqpClient.Publish(1, "", "q", [1]), .. second[..^5]]);
        (await _broker.NextPublishAsync()).Result.SetResult(new PublishReceipt(0, 1, []));
        Assert.Equal(new BasicMethods.Ack(1, false), await client.ReceiveAsync<BasicMethods.Ack>(1));

        await client.SendAsync(second.AsMemory(second.Length - 5));
        var publish = await _broker.NextPublishAsync();
        Assert.Equal(1, publish.Batch.Count);
        publish.Result.SetResult(new PublishReceipt(1, 1, []));
        Assert.Equal(new BasicMethods.Ack(2, false), await client.ReceiveAsync<BasicMethods.Ack>(1));
    }

    [Fact]
    public async Task What_came_whole_before_an_error_is_published()
    {
        await using var host = await GatewayHost.StartAsync(_broker);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await client.SendAsync((byte[])[.. AmqpClient.Publish(1, "", "q", [1]), .. AmqpClient.Encode(1, new BasicMethods.Publish("", "q", false, true))]);
        var publish = await _broker.NextPublishAsync();
        Assert.Equal((ushort)ReplyCode.NotImplemented, (await client.ReceiveAsync<ConnectionMethods.Close>(0)).Code);
        publish.Result.SetResult(new PublishReceipt(0, 1, []));
    }

    [Fact]
    public async Task Without_confirms_a_lost_message_ends_the_connection()
    {
        await using var host = await GatewayHost.StartAsync(_broker);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await client.SendAsync(AmqpClient.Publish(1, "", "a", [1]));
        (await _broker.NextPublishAsync()).Result.SetException(new BrokerException(ErrorCode.StorageFull, "no room"));
        var close = await client.ClosedAsync();
        Assert.Equal((ushort)ReplyCode.InternalError, close.Code);
        Assert.Contains("no room", close.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_off_broker_confirms_what_it_has_read_before_it_says_goodbye()
    {
        await using var host = await GatewayHost.StartAsync(_broker);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await client.AskAsync<ConfirmMethods.Select, ConfirmMethods.SelectOk>(1, default);
        await client.SendAsync(AmqpClient.Publish(1, "", "a", [1]));
        var publish = await _broker.NextPublishAsync();
        var stopping = host.StopAsync();
        publish.Result.SetResult(new PublishReceipt(0, 1, []));
        Assert.Equal(new BasicMethods.Ack(1, false), await client.ReceiveAsync<BasicMethods.Ack>(1));
        Assert.Equal((ushort)ReplyCode.ConnectionForced, (await client.ClosedAsync()).Code);
        await stopping.Within("the end of the gateway");
    }

    private static byte[] Table(MessageHeaders table)
    {
        var bytes = new byte[1024];
        var writer = new FieldWriter(bytes);
        writer.Table(table);
        return writer.Written[sizeof(uint)..].ToArray();
    }
}
