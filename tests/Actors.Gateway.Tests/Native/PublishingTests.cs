using Actors.Gateway.Tests.Support;
using Actors.Protocol.Native;

namespace Actors.Gateway.Tests.Native;

public class PublishingTests
{
    [Fact]
    public async Task Publishes_are_started_in_order_and_confirmed_in_any()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.SendAsync((byte[])[.. Publish(1, "q", "a"), .. Publish(2, "t", "b"), .. Publish(3, "q", "c")]);
        var publishes = new[] { await broker.NextPublishAsync(), await broker.NextPublishAsync(), await broker.NextPublishAsync() };
        Assert.Equal([("q", "a"), ("t", "b"), ("q", "c")], publishes.Select(publish => (publish.Name, publish.FirstText)));

        publishes[2].Confirm(30);
        Assert.Equal((3u, 30L), Receipt(await client.ReceiveAsync<ConfirmedFrame>()));
        publishes[0].Confirm(10);
        Assert.Equal((1u, 10L), Receipt(await client.ReceiveAsync<ConfirmedFrame>()));
        publishes[1].Confirm(20);
        Assert.Equal((2u, 20L), Receipt(await client.ReceiveAsync<ConfirmedFrame>()));
    }

    [Fact]
    public async Task A_publish_that_drips_in_is_stored_once_and_whole()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        foreach (var value in Publish(1, "q", "dripping"))
        {
            await client.SendAsync(new[] { value });
        }

        var publish = await broker.NextPublishAsync();
        Assert.Equal("dripping", publish.FirstText);
        publish.Confirm(0);
        await client.ReceiveAsync<ConfirmedFrame>();
        Assert.False(broker.HasPublish);
    }

    [Fact]
    public async Task Refused_messages_and_failed_publishes_are_told_apart()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.SendAsync(Publish(1, "q", "a"));
        (await broker.NextPublishAsync()).Result.SetResult(new PublishReceipt(0, 1, [new PublishRefusal(0, ErrorCode.LimitExceeded, "too long a queue")]));
        Assert.Equal("too long a queue", (await client.ReceiveAsync<ConfirmedFrame>()).Frame.Receipt.Refused.Single().Reason);

        await client.SendAsync(Publish(2, "q", "b"));
        (await broker.NextPublishAsync()).Result.SetException(new BrokerException(ErrorCode.OutcomeUnknown, "the sync failed"));
        Assert.Equal(new ErrorFrame(ErrorCode.OutcomeUnknown, "the sync failed"), (await client.ReceiveAsync<ErrorFrame>()).Frame);
    }

    [Fact]
    public async Task Reading_pauses_while_too_many_bytes_are_unconfirmed()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker, options => options.Limits = new Limits { MessageBytes = 1024, FrameBytes = 100_000, UnconfirmedBytesPerConnection = 100_000 });
        using var client = await host.WelcomeAsync();
        var batch = MessageBatch.Of([.. Enumerable.Range(0, 60).Select(_ => new Message(new byte[1000]))]).Messages;
        await client.SendAsync(1, new PublishFrame("q"u8.ToArray(), batch));
        await client.SendAsync(2, new PublishFrame("q"u8.ToArray(), batch));
        await client.SendAsync(3, new PublishFrame("q"u8.ToArray(), batch));
        var first = await broker.NextPublishAsync();
        var second = await broker.NextPublishAsync();
        Assert.False(broker.HasPublish);

        // The first answer makes room; only then is the third publish read.
        first.Confirm(0);
        await client.ReceiveAsync<ConfirmedFrame>();
        var third = await broker.NextPublishAsync();
        second.Confirm(60);
        third.Confirm(120);
        await client.ReceiveAsync<ConfirmedFrame>();
        await client.ReceiveAsync<ConfirmedFrame>();
    }

    [Fact]
    public async Task Reading_pauses_while_too_many_requests_are_under_way()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker, options => options.Limits = new Limits { RequestsPerConnection = 2 });
        using var client = await host.WelcomeAsync();
        await client.SendAsync((byte[])[.. Publish(1, "q", "a"), .. Publish(2, "q", "b"), .. Publish(3, "q", "c"), .. RawClient.Encode(4, new PingFrame())]);
        var first = await broker.NextPublishAsync();
        await broker.NextPublishAsync();
        Assert.False(broker.HasPublish);
        first.Confirm(0);
        Assert.Equal(1u, (await client.ReceiveAsync<ConfirmedFrame>()).Id);
        (await broker.NextPublishAsync()).Confirm(2);
        Assert.Equal(3u, (await client.ReceiveAsync<ConfirmedFrame>()).Id);
        Assert.Equal(4u, (await client.ReceiveAsync<PongFrame>()).Id);
    }

    [Fact]
    public async Task What_is_published_by_all_connections_together_is_bounded_and_given_back()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using (var client = await host.WelcomeAsync())
        {
            await client.SendAsync(Publish(1, "q", "a"));
            var publish = await broker.NextPublishAsync();
            Assert.True(host.Connections.UnconfirmedBytes.Used > 0);
            client.Reset();
            await host.ConnectionsAsync(0);
            publish.Confirm(0);
            await host.Connections.UnconfirmedBytes.WhenUsedAsync(0);
        }
    }

    private static byte[] Publish(uint id, string name, string text) =>
        RawClient.Encode(id, new PublishFrame(System.Text.Encoding.UTF8.GetBytes(name), MessageBatch.Of(new Message(text)).Messages));

    private static (uint Id, long FirstOffset) Receipt((uint Id, ConfirmedFrame Frame) answer) => (answer.Id, answer.Frame.Receipt.FirstOffset);
}
