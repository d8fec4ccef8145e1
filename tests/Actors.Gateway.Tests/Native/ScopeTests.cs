using Actors.Gateway.Tests.Support;
using Actors.Protocol.Native;

namespace Actors.Gateway.Tests.Native;

/// <summary>What goes wrong ends what its scope says, and nothing else.</summary>
public class ScopeTests
{
    [Fact]
    public async Task A_refused_request_leaves_its_connection_alone()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.WelcomeAsync();
        var error = await client.AskAsync<DescribeFrame, ErrorFrame>(5, new DescribeFrame("missing"));
        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Contains("missing", error.Text);
        await client.AskAsync<PingFrame, PongFrame>(6, new PingFrame());
    }

    [Fact]
    public async Task A_fault_of_the_broker_is_logged_and_told_without_its_details()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker { Declaring = () => throw new InvalidOperationException("secret details") });
        host.ExpectedErrors = 1;
        using var client = await host.WelcomeAsync();
        var error = await client.AskAsync<DeclareTopicFrame, ErrorFrame>(5, new DeclareTopicFrame(new TopicDefinition("t")));
        Assert.Equal(ErrorCode.Internal, error.Code);
        Assert.DoesNotContain("secret", error.Text);
    }

    [Fact]
    public async Task A_malformed_message_in_a_sound_frame_ends_only_its_publish()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.WelcomeAsync();
        var error = await client.AskAsync<PublishFrame, ErrorFrame>(1, new PublishFrame("q"u8.ToArray(), new byte[] { 200, 0, 0, 0, 0, 0 }));
        Assert.Equal(ErrorCode.ProtocolViolation, error.Code);
        await client.AskAsync<PingFrame, PongFrame>(6, new PingFrame());
    }

    [Fact]
    public async Task A_message_over_the_limit_ends_only_its_publish()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker(), options => options.Limits = new Limits { MessageBytes = 1024 });
        using var client = await host.WelcomeAsync();
        var error = await client.AskAsync<PublishFrame, ErrorFrame>(1, new PublishFrame("q"u8.ToArray(), MessageBatch.Of(new Message(new byte[1024])).Messages));
        Assert.Equal(ErrorCode.LimitExceeded, error.Code);
        Assert.Contains("1024", error.Text);
        await client.AskAsync<PingFrame, PongFrame>(6, new PingFrame());
    }

    [Fact]
    public async Task An_oversized_frame_ends_its_connection_before_it_is_read_and_no_other()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker(), options => options.Limits = new Limits { MessageBytes = 1024, FrameBytes = 100_000 });
        using var other = await host.WelcomeAsync();
        using var client = await host.WelcomeAsync();
        await client.SendAsync(new byte[] { 0xA1, 0x86, 0x01, 0x00 });
        var goodbye = await client.GoodbyeAsync();
        Assert.Equal(ErrorCode.LimitExceeded, goodbye.Code);
        Assert.Contains("100000", goodbye.Text);
        await other.AskAsync<PingFrame, PongFrame>(6, new PingFrame());
    }

    [Theory]
    [InlineData(FrameType.Welcome)]
    [InlineData(FrameType.Deliver)]
    [InlineData((FrameType)0x7E)]
    public async Task A_frame_that_is_not_a_clients_ends_its_connection(FrameType type)
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.WelcomeAsync();
        await client.SendAsync(new byte[] { 5, 0, 0, 0, (byte)type, 0, 0, 0, 0 });
        Assert.Equal(ErrorCode.ProtocolViolation, (await client.GoodbyeAsync()).Code);
    }

    [Fact]
    public async Task A_malformed_frame_ends_its_connection_and_gives_its_leases_back()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 10));
        var consumer = await broker.NextConsumerAsync();
        await client.SendAsync(new byte[] { 6, 0, 0, 0, (byte)FrameType.Ping, 0, 0, 0, 0, 1 });
        Assert.Equal(ErrorCode.ProtocolViolation, (await client.GoodbyeAsync()).Code);
        await consumer.Disposed.Within("the end of the consumer");
    }

    [Fact]
    public async Task A_prefetch_out_of_range_ends_its_session_only()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 10));
        var consumer = await broker.NextConsumerAsync();
        await client.SendAsync(9, new SetPrefetchFrame(Limits.Prefetch + 1));
        var (id, closed) = await client.ReceiveAsync<ClosedFrame>();
        Assert.Equal((9u, ErrorCode.InvalidArgument), (id, closed.Code));
        await consumer.Disposed.Within("the end of the consumer");
        await client.AskAsync<AttachFrame, OkFrame>(2, new AttachFrame(9, "q", 10));
    }

    [Fact]
    public async Task A_consumer_id_in_use_ends_the_connection()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.WelcomeAsync();
        await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 10));
        await client.SendAsync(2, new AttachFrame(9, "q", 10));
        var goodbye = await client.GoodbyeAsync();
        Assert.Equal(ErrorCode.ProtocolViolation, goodbye.Code);
        Assert.Contains("consumer id 9", goodbye.Text);
    }
}
