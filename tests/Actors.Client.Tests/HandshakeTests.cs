using Actors.Client.Tests.Servers;
using Actors.Protocol.Native;

namespace Actors.Client.Tests;

public sealed class HandshakeTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_client_introduces_itself_as_its_connection_string_says()
    {
        var options = ActorsClientOptions.Parse($"actors://ada:se%3Acret@{_server.Endpoint.Host}:{_server.Endpoint.Port}?name=tests");
        options.CloseTimeout = TimeSpan.Zero;
        var connecting = ActorsClient.ConnectAsync(options);
        var connection = await _server.AcceptAsync();
        var hello = await connection.WelcomeAsync();
        await using var client = await Wait.For(connecting, "the client");

        Assert.Equal(new HelloFrame(1, "tests", "ada", "se:cret"), hello);
        Assert.Equal(ConnectionState.Connected, client.State);
    }

    [Fact]
    public async Task A_refused_client_gets_the_reason_of_the_broker()
    {
        var connecting = ActorsClient.ConnectAsync(_server.ConnectionString);
        var connection = await _server.AcceptAsync();
        await connection.ReadAsync<HelloFrame>();
        await connection.SendAsync(0, new GoodbyeFrame(ErrorCode.Unauthorized, "who are you?"));

        var error = await Wait.ForError(connecting, ErrorCode.Unauthorized, "the refusal");
        Assert.Contains("who are you?", error.Message);
    }

    [Fact]
    public async Task A_server_that_speaks_something_else_is_refused()
    {
        var connecting = ActorsClient.ConnectAsync(_server.ConnectionString);
        var connection = await _server.AcceptAsync();
        await connection.SendBytesAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());

        await Wait.ForError(connecting, ErrorCode.LimitExceeded, "the failure");
    }

    [Fact]
    public async Task An_endpoint_nobody_listens_on_is_passed_over()
    {
        await using var gone = new ScriptedServer();
        var nobody = gone.Endpoint;
        await gone.DisposeAsync();
        var options = new ActorsClientOptions { Endpoints = [nobody, _server.Endpoint], CloseTimeout = TimeSpan.Zero };
        var connecting = ActorsClient.ConnectAsync(options);
        await _server.WelcomeAsync();
        await using var client = await Wait.For(connecting, "the client");

        Assert.Equal(ConnectionState.Connected, client.State);
    }

    [Fact]
    public async Task Connecting_to_nobody_fails_and_names_the_endpoint()
    {
        var nobody = _server.Endpoint;
        await _server.DisposeAsync();

        var error = await Wait.ForError(ActorsClient.ConnectAsync($"actors://{nobody.Host}:{nobody.Port}"), ErrorCode.Unavailable, "the failure");
        Assert.Contains($"{nobody.Host}:{nobody.Port}", error.Message);
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_is_given_up_in_time()
    {
        var options = new ActorsClientOptions { Endpoints = [_server.Endpoint], ConnectTimeout = TimeSpan.FromMilliseconds(50) };
        var connecting = ActorsClient.ConnectAsync(options);
        await _server.AcceptAsync();

        await Wait.ForError(connecting, ErrorCode.Unavailable, "the failure");
    }

    [Fact]
    public async Task A_closed_client_refuses_calls_and_a_second_close_does_nothing()
    {
        var (client, _) = await _server.ConnectAsync();
        await client.DisposeAsync();
        await client.DisposeAsync();

        Assert.Equal(ConnectionState.Closed, client.State);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.PublishAsync("q", new Message("late")));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.DescribeAsync("q"));
    }
}
