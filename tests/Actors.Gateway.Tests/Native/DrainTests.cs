using Actors.Gateway.Tests.Support;
using Actors.Protocol.Native;

namespace Actors.Gateway.Tests.Native;

public class DrainTests
{
    [Fact]
    public async Task A_stopping_host_says_goodbye_answers_what_it_has_read_and_closes()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 10));
        var consumer = await broker.NextConsumerAsync();
        await client.SendAsync(2, new PublishFrame("q"u8.ToArray(), MessageBatch.Of(new Message("a")).Messages));
        var publish = await broker.NextPublishAsync();

        var stopping = host.StopAsync();
        Assert.Equal(ErrorCode.Unavailable, (await client.ReceiveAsync<GoodbyeFrame>()).Frame.Code);
        Assert.Equal(ErrorCode.Unavailable, (await client.ReceiveAsync<ClosedFrame>()).Frame.Code);
        await consumer.Disposed.Within("the end of the consumer");
        Assert.False(consumer.Abandoned);
        publish.Confirm(42);
        Assert.Equal(42, (await client.ReceiveAsync<ConfirmedFrame>()).Frame.Receipt.FirstOffset);
        await client.ClosedAsync();
        await stopping.Within("the end of the host");
    }

    [Fact]
    public async Task What_a_client_sent_before_it_says_goodbye_itself_is_carried_out()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        var stopping = host.StopAsync();
        Assert.Equal(ErrorCode.Unavailable, (await client.ReceiveAsync<GoodbyeFrame>()).Frame.Code);

        await client.SendAsync(1, new PublishFrame("q"u8.ToArray(), MessageBatch.Of(new Message("late")).Messages));
        await client.SendAsync(0, new GoodbyeFrame(ErrorCode.None, ""));
        (await broker.NextPublishAsync()).Confirm(42);
        Assert.Equal(42, (await client.ReceiveAsync<ConfirmedFrame>()).Frame.Receipt.FirstOffset);
        await client.ClosedAsync();
        await stopping.Within("the end of the host");
    }

    [Fact]
    public async Task A_client_that_does_not_say_goodbye_is_refused_after_a_while()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        var stopping = host.StopAsync();
        await client.ReceiveAsync<GoodbyeFrame>();
        for (var id = 1u; ; id++)
        {
            await client.SendAsync(id, new DescribeFrame("q"));
            var (type, answered, _) = await client.ReceiveAsync("an answer");
            Assert.Equal(id, answered);
            if (type == FrameType.Error)
            {
                break;
            }
        }

        await client.ClosedAsync();
        await stopping.Within("the end of the host");
    }

    [Fact]
    public async Task A_request_that_is_never_answered_does_not_keep_the_host_from_stopping()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker, options => options.DrainTimeout = TimeSpan.FromMilliseconds(50));
        using var client = await host.WelcomeAsync();
        await client.SendAsync(2, new PublishFrame("q"u8.ToArray(), MessageBatch.Of(new Message("a")).Messages));
        await broker.NextPublishAsync();
        var stopping = host.StopAsync();
        Assert.Equal(ErrorCode.Unavailable, (await client.GoodbyeAsync()).Code);
        await stopping.Within("the end of the host");
    }
}
