using Actors.Gateway.Tests.Support;
using Actors.Protocol.Native;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Gateway.Tests.Native;

public class SilenceTests
{
    [Fact]
    public async Task A_silent_client_is_asked_for_a_sign_of_life_and_taken_for_dead_without_one()
    {
        var time = new FakeTimeProvider();
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker, time: time);
        using var client = await host.WelcomeAsync();
        await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 10));
        var consumer = await broker.NextConsumerAsync();

        time.Advance(Limits.Default.Idle / 2);
        await client.ReceiveAsync<PingFrame>();
        time.Advance(Limits.Default.Idle / 2);
        var goodbye = await client.GoodbyeAsync();
        Assert.Equal(ErrorCode.Timeout, goodbye.Code);
        await consumer.Disposed.Within("the end of the consumer");
        Assert.True(consumer.Abandoned);
        await host.ConnectionsAsync(0);
    }

    [Fact]
    public async Task A_client_that_answers_goes_on()
    {
        var time = new FakeTimeProvider();
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker(), time: time);
        using var client = await host.WelcomeAsync();
        for (var i = 0; i < 3; i++)
        {
            time.Advance(Limits.Default.Idle / 2);
            var (id, _) = await client.ReceiveAsync<PingFrame>();
            await client.SendAsync(id, new PongFrame());

            // The answer to this says that the Pong before it was heard.
            await client.AskAsync<PingFrame, PongFrame>(7, new PingFrame());
        }
    }

    [Fact]
    public async Task A_connection_the_broker_does_not_read_is_not_taken_for_dead_and_hears_that_the_broker_lives()
    {
        var time = new FakeTimeProvider();
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker, options => options.Limits = new Limits { RequestsPerConnection = 1 }, time);
        using var client = await host.WelcomeAsync();
        await client.SendAsync(1, new PublishFrame("q"u8.ToArray(), MessageBatch.Of(new Message("a")).Messages));
        var publish = await broker.NextPublishAsync();
        time.Advance(Limits.Default.Idle * 3);
        await client.ReceiveAsync<PingFrame>();
        publish.Confirm(0);
        while ((await client.ReceiveAsync("the confirm")).Type != FrameType.Confirmed)
        {
        }

        await client.AskAsync<PingFrame, PongFrame>(2, new PingFrame());
    }
}
