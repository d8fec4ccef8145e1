using Actors.Gateway.Tests.Support;
using Actors.Protocol.Amqp;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Gateway.Tests.Amqp;

/// <summary>Signs of life, and what slow ends of a connection notice.</summary>
public sealed class VitalityTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedBroker _broker = new();

    [Fact]
    public async Task A_quiet_broker_sends_heartbeats_and_a_silent_client_is_taken_for_dead()
    {
        await using var host = await GatewayHost.StartAsync(_broker, time: _time);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp, heartbeat: 10);
        await client.AskAsync<BasicMethods.Consume, BasicMethods.ConsumeOk>(1, new BasicMethods.Consume("q", "c", false, false, false, false, []));
        var consumer = await _broker.NextConsumerAsync();

        for (var second = 0; second < 8; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(FrameKind.Heartbeat, (await client.ReceiveAsync("a heartbeat", heartbeats: true)).Kind);

        _time.Advance(TimeSpan.FromSeconds(20));
        var close = await client.ReceiveAsync<ConnectionMethods.Close>(0);
        Assert.Equal((ushort)ReplyCode.ConnectionForced, close.Code);
        await consumer.Disposed.Within("the end of the consumer");
        Assert.True(consumer.Abandoned);
        client.HalfClose();
        await client.EndAsync();
    }

    [Fact]
    public async Task A_client_that_sends_heartbeats_goes_on()
    {
        await using var host = await GatewayHost.StartAsync(_broker, time: _time);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp, heartbeat: 10);
        for (var round = 0; round < 5; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            await client.SendAsync(HeartbeatFrame.Bytes.ToArray());

            // The answer to this says that the heartbeat before it was heard.
            await client.AskAsync<BasicMethods.Qos, BasicMethods.QosOk>(1, new BasicMethods.Qos(0, 1, false));
        }
    }

    [Fact]
    public async Task A_client_without_heartbeats_may_be_silent()
    {
        await using var host = await GatewayHost.StartAsync(_broker, time: _time);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp, heartbeat: 0);
        _time.Advance(TimeSpan.FromHours(1));
        await client.AskAsync<BasicMethods.Qos, BasicMethods.QosOk>(1, new BasicMethods.Qos(0, 1, false));
    }

    [Fact]
    public async Task A_handshake_that_drips_in_is_cut_off()
    {
        await using var host = await GatewayHost.StartAsync(_broker, time: _time);
        using var client = await AmqpClient.ConnectAsync(host.Endpoints.Amqp);
        await client.SendAsync(AmqpProtocol.Header.ToArray());
        await client.ReceiveAsync<ConnectionMethods.Start>(0);
        _time.Advance(Limits.Default.Handshake);
        await client.ReceiveAsync<ConnectionMethods.Close>(0);
    }

    [Fact]
    public async Task A_publisher_that_is_held_back_is_told_if_it_wants_to_know()
    {
        var limits = new Limits { UnconfirmedBytesPerConnection = Limits.Default.FrameBytes, UnconfirmedBytes = Limits.Default.FrameBytes };
        await using var host = await GatewayHost.StartAsync(_broker, options => options.Limits = limits, _time);
        using var client = await AmqpClient.OpenAsync(host.Endpoints.Amqp, capabilities: new MessageHeaders { ["connection.blocked"] = true });
        var publishes = new List<ScriptedPublish>();
        for (var sent = 0; sent < 3; sent++)
        {
            byte[] frames = AmqpClient.Publish(1, "", "q", []);
            frames = [.. frames[..^(AmqpFrame.Overhead + ContentHeader.HeadBytes + 3)], .. Large(3 * 1024 * 1024)];
            await client.SendAsync(frames);
            publishes.Add(await _broker.NextPublishAsync());
        }

        var blocked = client.ReceiveAsync<ConnectionMethods.Blocked>(0);
        while (!blocked.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await blocked;
        publishes.ForEach(publish => publish.Result.SetResult(new PublishReceipt(0, 1, [])));
        var unblocked = client.ReceiveAsync<ConnectionMethods.Unblocked>(0);
        while (!unblocked.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await unblocked;
    }

    [Fact]
    public async Task A_consumer_that_does_not_read_gets_nothing_more_and_harms_nobody()
    {
        await using var host = await GatewayHost.StartAsync(_broker, options => options.Limits = new Limits { UnsentBytesPerConnection = 256 * 1024 });
        using var slow = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await slow.AskAsync<BasicMethods.Consume, BasicMethods.ConsumeOk>(1, new BasicMethods.Consume("q", "c", false, false, false, false, []));
        var consumer = await _broker.NextConsumerAsync();
        Assert.Equal(Limits.Prefetch, await consumer.NextPrefetchAsync());
        var paused = consumer.NextPrefetchAsync();
        var sent = 0;
        for (; !paused.IsCompleted; sent++)
        {
            Assert.True(sent < 2_000, "The consumer was not paused although 120 MB were delivered to a client that does not read.");
            consumer.Deliver(sent, new Message(new byte[60_000]));
            await Task.Yield();
        }

        Assert.Equal(0, await paused);
        using var other = await AmqpClient.OpenAsync(host.Endpoints.Amqp);
        await other.AskAsync<BasicMethods.Qos, BasicMethods.QosOk>(1, new BasicMethods.Qos(0, 1, false));

        var resumed = consumer.NextPrefetchAsync();
        for (var received = 0; received < sent; received++)
        {
            Assert.Equal((ulong)received + 1, (await slow.ReceiveAsync<BasicMethods.Deliver>(1)).DeliveryTag);
            await slow.ReceiveAsync("its properties");
            await slow.ReceiveAsync("its body");
        }

        Assert.Equal(Limits.Prefetch, await resumed);
    }

    // A header that announces a body, and the body.
    private static byte[] Large(int bytes)
    {
        var header = new byte[ContentHeader.HeadBytes + 2];
        var writer = new FieldWriter(header);
        writer.Short(ContentHeader.BasicClass);
        writer.Short(0);
        writer.LongLong((ulong)bytes);
        var frames = new List<byte[]> { AmqpClient.Frame(FrameKind.Header, 1, header) };
        for (var left = bytes; left > 0; left -= 100_000)
        {
            frames.Add(AmqpClient.Frame(FrameKind.Body, 1, new byte[Math.Min(left, 100_000)]));
        }

        return [.. frames.SelectMany(frame => frame)];
    }
}
