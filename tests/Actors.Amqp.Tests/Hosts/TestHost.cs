using System.Globalization;
using Actors.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Actors.Amqp.Tests.Hosts;

/// <summary>A whole broker with its gateway on free ports, in this process. Fails the test when an error was logged.</summary>
public sealed class TestHost : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("actors-amqp-");
    // Another broker to run the same scenarios against, to see where they differ.
    private static readonly string? OtherPort = Environment.GetEnvironmentVariable("ACTORS_TEST_AMQP_PORT");

    private readonly ErrorWatch _watch = new();
    private WebApplication? _app;

    public IBroker Broker => _app!.Services.GetRequiredService<IBroker>();

    public int Port => OtherPort is not null ? int.Parse(OtherPort, CultureInfo.InvariantCulture) : _app!.Services.GetRequiredService<GatewayEndpoints>().Amqp.Port;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Logging.AddProvider(_watch);
        builder.Services.AddActors(options => options.DataPath = _data.FullName);
        builder.AddActorsGateway(new GatewayOptions { Port = 0, HttpPort = 0, DrainTimeout = TimeSpan.FromSeconds(2) });
        _app = builder.Build();
        _app.MapActorsGateway();
        await _app.StartAsync();
    }

    public Task<IConnection> ConnectAsync(Action<ConnectionFactory>? configure = null)
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = Port, AutomaticRecoveryEnabled = false };
        configure?.Invoke(factory);
        return factory.CreateConnectionAsync();
    }

    public async Task DisposeAsync()
    {
        await _app!.DisposeAsync();
        _data.Delete(recursive: true);
        Assert.True(_watch.Errors.IsEmpty, $"Errors were logged:\n{string.Join('\n', _watch.Errors)}");
    }
}
