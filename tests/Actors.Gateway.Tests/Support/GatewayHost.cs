using Actors.Gateway.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Actors.Gateway.Tests.Support;

/// <summary>A gateway on free ports before a broker of the test's choice. Fails the test when an error was logged.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ErrorWatch _watch;

    private GatewayHost(WebApplication app, ErrorWatch watch) => (_app, _watch) = (app, watch);

    public GatewayEndpoints Endpoints => _app.Services.GetRequiredService<GatewayEndpoints>();

    public IServiceProvider Services => _app.Services;

    public GatewayConnections Connections => _app.Services.GetRequiredService<GatewayConnections>();

    /// <summary>Errors that the test provoked and expects in the log.</summary>
    public int ExpectedErrors { get; set; }

    public static Task<GatewayHost> StartAsync(IBroker broker, Action<GatewayOptions>? configure = null, TimeProvider? time = null) =>
        StartAsync(services => services.AddSingleton(broker), configure, time);

    public static async Task<GatewayHost> StartAsync(Action<IServiceCollection> addBroker, Action<GatewayOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new GatewayOptions { Port = 0, HttpPort = 0, DrainTimeout = TimeSpan.FromSeconds(2) };
        configure?.Invoke(options);
        var watch = new ErrorWatch();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Logging.AddProvider(watch);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        addBroker(builder.Services);
        builder.AddActorsGateway(options);
        var app = builder.Build();
        app.MapActorsGateway();
        await app.StartAsync();
        return new GatewayHost(app, watch);
    }

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Endpoints.Native);

    public async Task<RawClient> WelcomeAsync()
    {
        var client = await ConnectAsync();
        await client.HelloAsync();
        return client;
    }

    public HttpClient Http() => new() { BaseAddress = new Uri($"http://{Endpoints.Http}") };

    public Task StopAsync() => _app.StopAsync();

    /// <summary>Waits until that many connections are open.</summary>
    public async Task ConnectionsAsync(int count, Action? meanwhile = null)
    {
        for (var end = Environment.TickCount64 + (long)Patience.Limit.TotalMilliseconds; Connections.Count != count;)
        {
            Assert.True(Environment.TickCount64 < end, $"Within {Patience.Limit} the gateway did not come to {count} connections; it has {Connections.Count}.");
            meanwhile?.Invoke();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Assert.True(_watch.Errors.Count == ExpectedErrors, $"{_watch.Errors.Count} errors were logged, {ExpectedErrors} expected:\n{string.Join('\n', _watch.Errors)}");
    }
}
