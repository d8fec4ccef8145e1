using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Actors.Cluster.Tests.Clusters;

/// <summary>A silo in this process, with sockets and membership as in production.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private TestSilo(IHost host) => _host = host;

    public IBroker Broker => _host.Services.GetRequiredService<IBroker>();

    public IBrokerHealth Health => _host.Services.GetRequiredService<IBrokerHealth>();

    public IServiceProvider Services => _host.Services;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<TestSilo> StartAsync(string connectionString, string clusterId, Action<ActorsClusterOptions>? configure = null, Action<ISiloBuilder>? extend = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (Environment.GetEnvironmentVariable("ACTORS_TEST_LOG") is { Length: > 0 } file)
        {
            builder.Logging.AddProvider(new FileLog(file));
        }

        builder.UseOrleans(silo =>
        {
            silo.UseActors(options =>
            {
                (options.ConnectionString, options.ClusterId) = (connectionString, clusterId);

                // All silos of a test share a process, and are not dead when that is slow: their end would be its end.
                options.ProbeTimeout = TimeSpan.FromSeconds(20);
                configure?.Invoke(options);
            });
            silo.Configure<EndpointOptions>(endpoints =>
            {
                endpoints.AdvertisedIPAddress = IPAddress.Loopback;
                (endpoints.SiloPort, endpoints.GatewayPort) = (FreePort(), FreePort());
            });
            extend?.Invoke(silo);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new TestSilo(host);
    }

    /// <summary>Ends the silo without letting it hand anything over.</summary>
    public async Task KillAsync()
    {
        await _host.StopAsync(new CancellationToken(canceled: true));
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
