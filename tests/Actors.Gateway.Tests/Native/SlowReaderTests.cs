using Actors.Gateway.Tests.Support;
using Actors.Protocol.Native;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Gateway.Tests.Native;

/// <summary>A client that does not read holds up itself and nobody else.</summary>
public class SlowReaderTests
{
    private const int BodyBytes = 60_000;

    [Fact]
    public async Task A_connection_that_does_not_read_gets_nothing_more_until_it_has_read_some()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker, options => options.Limits = new Limits { UnsentBytesPerConnection = 256 * 1024 });
        using var slow = await RawClient.ConnectAsync(host.Endpoints.Native, receiveBuffer: 4096);
        await slow.HelloAsync();
        await slow.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 1000));
        var consumer = await broker.NextConsumerAsync();
        var paused = consumer.NextPrefetchAsync();
        var sent = 0;
        for (; !paused.IsCompleted; sent++)
        {
            Assert.True(sent < 2_000, "The consumer was not paused although 120 MB were delivered to a client that does not read.");
            consumer.Deliver(sent, new Message(new byte[BodyBytes]));
            await Task.Yield();
        }

        Assert.Equal(0, await paused);

        // Somebody else on the same gateway notices nothing.
        using var other = await host.WelcomeAsync();
        await other.AskAsync<PingFrame, PongFrame>(2, new PingFrame());

        var resumed = consumer.NextPrefetchAsync();
        for (var received = 0; received < sent; received++)
        {
            var (_, deliver) = await slow.ReceiveAsync<DeliverFrame>();
            var runs = deliver.Runs;
            Assert.True(DeliveredRun.TryTake(ref runs, out var run));
            Assert.Equal(received, run.Leases.FirstOffset);
        }

        Assert.Equal(1000, await resumed);
    }

    [Fact]
    public async Task A_client_that_neither_reads_nor_lives_is_found_out()
    {
        var time = new FakeTimeProvider();
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker, options => options.Limits = new Limits { UnsentBytesPerConnection = 256 * 1024 }, time);
        using var slow = await RawClient.ConnectAsync(host.Endpoints.Native, receiveBuffer: 4096);
        await slow.HelloAsync();
        await slow.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 1000));
        var consumer = await broker.NextConsumerAsync();
        var paused = consumer.NextPrefetchAsync();
        for (var sent = 0; !paused.IsCompleted; sent++)
        {
            consumer.Deliver(sent, new Message(new byte[BodyBytes]));
            await Task.Yield();
        }

        // The frame makes the broker's read loop wait for room in the output.
        await slow.SendAsync(1, new PingFrame());
        while (!consumer.Disposed.IsCompleted)
        {
            time.Advance(Limits.Default.Idle / 8);
            await Task.Yield();
        }

        await host.ConnectionsAsync(0, () => time.Advance(Limits.Default.Idle / 8));
    }

    [Fact]
    public async Task A_connection_that_never_reads_can_still_be_ended()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker, options => options.Limits = new Limits { UnsentBytesPerConnection = 256 * 1024 });
        using var slow = await RawClient.ConnectAsync(host.Endpoints.Native, receiveBuffer: 4096);
        await slow.HelloAsync();
        await slow.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 1000));
        var consumer = await broker.NextConsumerAsync();
        var paused = consumer.NextPrefetchAsync();
        for (var sent = 0; !paused.IsCompleted; sent++)
        {
            consumer.Deliver(sent, new Message(new byte[BodyBytes]));
            await Task.Yield();
        }

        slow.HalfClose();
        await consumer.Disposed.Within("the end of the consumer");
        await host.ConnectionsAsync(0);
    }
}
