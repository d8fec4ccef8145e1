using System.Text;
using Actors.Gateway.Tests.Support;
using Actors.Protocol.Native;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Gateway.Tests.Native;

public class HandshakeTests
{
    [Fact]
    public async Task A_hello_is_welcomed_with_the_limits_to_keep_to()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker(), options => options.Limits = new Limits { MessageBytes = 2048, FrameBytes = 100_000, Idle = TimeSpan.FromSeconds(7) });
        using var client = await host.ConnectAsync();
        var welcome = await client.HelloAsync();
        Assert.Equal((NativeProtocol.Version, 100_000, 2048, TimeSpan.FromSeconds(7)), (welcome.Version, welcome.FrameBytes, welcome.MessageBytes, welcome.Idle));
        Assert.StartsWith("Actors ", welcome.Broker);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: here\r\n\r\n", ErrorCode.ProtocolViolation, "native protocol")]
    [InlineData("\0\0\0\0", ErrorCode.ProtocolViolation, "shortest")]
    [InlineData("\u0005\0\0\0\u0002\0\0\0\0", ErrorCode.ProtocolViolation, "only a Hello")]
    [InlineData("\u000E\0\0\0\u0001\0\0\0\0XXXX\u0001\0\0\0\0", ErrorCode.ProtocolViolation, "magic")]
    [InlineData("\u000E\0\0\0\u0001\0\0\0\0ACTR\u0002\0\0\0\0", ErrorCode.VersionMismatch, "version 2")]
    public async Task What_is_not_a_hello_of_ours_is_told_why_and_closed(string bytes, ErrorCode code, string named)
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.ConnectAsync();
        await client.SendAsync(Encoding.Latin1.GetBytes(bytes));
        var goodbye = await client.GoodbyeAsync();
        Assert.Equal(code, goodbye.Code);
        Assert.Contains(named, goodbye.Text);
        await host.ConnectionsAsync(0);
    }

    [Fact]
    public async Task A_hello_that_drips_in_byte_by_byte_is_welcomed()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.ConnectAsync();
        foreach (var value in RawClient.Encode(0, new HelloFrame(NativeProtocol.Version, "drip")))
        {
            await client.SendAsync(new[] { value });
        }

        await client.ReceiveAsync<WelcomeFrame>();
    }

    [Fact]
    public async Task Requests_may_follow_the_hello_in_the_same_breath()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.ConnectAsync();
        await client.SendAsync((byte[])[.. RawClient.Encode(0, new HelloFrame(NativeProtocol.Version, "eager")), .. RawClient.Encode(1, new PurgeFrame("q"))]);
        await client.ReceiveAsync<WelcomeFrame>();
        Assert.Equal(3, (await client.ReceiveAsync<RemovedFrame>()).Frame.Count);
    }

    [Fact]
    public async Task A_second_hello_ends_the_connection()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.WelcomeAsync();
        await client.SendAsync(0, new HelloFrame(NativeProtocol.Version, "again"));
        Assert.Equal(ErrorCode.ProtocolViolation, (await client.GoodbyeAsync()).Code);
    }

    [Fact]
    public async Task Without_a_hello_in_time_the_connection_ends_even_when_bytes_drip_in()
    {
        var time = new FakeTimeProvider();
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker(), time: time);
        using var client = await host.ConnectAsync();
        await host.ConnectionsAsync(1);
        time.Advance(Limits.Default.Handshake - TimeSpan.FromSeconds(2));
        await client.SendAsync(new byte[] { 0x0E });
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(ErrorCode.Timeout, (await client.GoodbyeAsync()).Code);
    }

    [Fact]
    public async Task The_connection_over_the_limit_is_refused_and_the_others_go_on()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker(), options => options.Limits = new Limits { Connections = 1 });
        using var first = await host.WelcomeAsync();
        using var second = await host.ConnectAsync();
        var goodbye = await second.GoodbyeAsync();
        Assert.Equal(ErrorCode.LimitExceeded, goodbye.Code);
        Assert.Contains("1 connections", goodbye.Text);
        await first.AskAsync<PingFrame, PongFrame>(7, new PingFrame());

        first.Dispose();
        await host.ConnectionsAsync(0);
        using var third = await host.WelcomeAsync();
    }

    [Theory]
    [InlineData("", "", "asks for")]
    [InlineData("ada", "wrong", "wrong")]
    [InlineData("bob", "secret", "wrong")]
    public async Task Wrong_credentials_are_refused(string user, string password, string named)
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker(), options => (options.User, options.Password) = ("ada", "secret"));
        using var client = await host.ConnectAsync();
        await client.SendAsync(0, new HelloFrame(NativeProtocol.Version, "test", user, password));
        var goodbye = await client.GoodbyeAsync();
        Assert.Equal(ErrorCode.Unauthorized, goodbye.Code);
        Assert.Contains(named, goodbye.Text);
    }

    [Fact]
    public async Task Right_credentials_are_welcomed()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker(), options => (options.User, options.Password) = ("ada", "secret"));
        using var client = await host.ConnectAsync();
        await client.HelloAsync("ada", "secret");
    }
}
