using System.Net;
using System.Net.Sockets;

namespace Actors.Client.Tests.Servers;

/// <summary>A broker that does only what a test tells it to.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<ServerConnection> _connections = [];

    public ScriptedServer() => _listener.Start();

    public DnsEndPoint Endpoint => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    public string ConnectionString => $"actors://{Endpoint.Host}:{Endpoint.Port}";

    /// <summary>Waits for a client's connection and welcomes it.</summary>
    public async Task<ServerConnection> WelcomeAsync()
    {
        var connection = await AcceptAsync();
        await connection.WelcomeAsync();
        return connection;
    }

    /// <summary>Waits for a client's connection.</summary>
    public async Task<ServerConnection> AcceptAsync()
    {
        var connection = new ServerConnection(await Wait.For(_listener.AcceptTcpClientAsync(), "a connection of the client"));
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Connects a client with short pauses, and welcomes it.</summary>
    public async Task<(ActorsClient Client, ServerConnection Connection)> ConnectAsync(Action<ActorsClientOptions>? configure = null)
    {
        var options = new ActorsClientOptions
        {
            Endpoints = [Endpoint],
            ReconnectDelay = TimeSpan.FromMilliseconds(1),
            LongestReconnectDelay = TimeSpan.FromMilliseconds(10),
            CloseTimeout = TimeSpan.FromMilliseconds(100),
        };
        configure?.Invoke(options);
        var connecting = ActorsClient.ConnectAsync(options);
        var connection = await WelcomeAsync();
        return (await Wait.For(connecting, "the client to be connected"), connection);
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var connection in _connections)
        {
            connection.Close();
        }

        return default;
    }
}
