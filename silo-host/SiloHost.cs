using System.Net;
using System.Net.Sockets;
using Actors.Cluster.Postgres;
using Actors.Gateway;
using Actors.Gateway.Settings;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Hosting;

/// <summary>A silo and its gateway in one process.</summary>
internal static class SiloHost
{
    // Grains move, consumers with them, and what is under way is answered.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    // A database that starts together with its silos may take its time.
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(60);

    /// <summary>Brings the tables up to date, joins the cluster, starts listening, and says where.</summary>
    /// <param name="settings">What the host was told.</param>
    /// <exception cref="HostRefusal">A port or the database cannot be used.</exception>
    public static async Task<WebApplication> StartAsync(SiloSettings settings)
    {
        await MigrateAsync(settings);
        var host = Build(settings);
        try
        {
            await host.StartAsync();
        }
        catch (Exception error)
        {
            await host.DisposeAsync();
            throw new HostRefusal(Explain(error, settings), error);
        }

        var endpoints = host.Services.GetRequiredService<GatewayEndpoints>();
        Console.Out.WriteLine($"native actors://{endpoints.Native}");
        Console.Out.WriteLine($"amqp amqp://{endpoints.Amqp}");
        Console.Out.WriteLine($"http http://{endpoints.Http}");
        Console.Out.WriteLine($"silo {settings.Address}:{settings.SiloPort} cluster {settings.ClusterId}");
        Console.Out.Flush();
        return host;
    }

    private static WebApplication Build(SiloSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(settings.Host.Configuration);
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        builder.Logging.AddConfiguration(settings.Host.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.UseOrleans(silo => Configure(silo, settings));
        builder.AddActorsGateway(settings.Host.Gateway);
        var host = builder.Build();
        host.MapActorsGateway();
        return host;
    }

    private static void Configure(ISiloBuilder silo, SiloSettings settings)
    {
        silo.UseActors(options =>
        {
            options.ConnectionString = settings.Postgres;
            options.ClusterId = settings.ClusterId;
            options.Limits = settings.Host.Gateway.Limits;
            options.ProbeTimeout = settings.ProbeTimeout ?? options.ProbeTimeout;
        });
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = settings.Address;
            (endpoints.SiloPort, endpoints.GatewayPort) = (settings.SiloPort, settings.GatewayPort);
            if (settings.Host.Gateway.Bind.Equals(IPAddress.Any))
            {
                endpoints.SiloListeningEndpoint = new IPEndPoint(IPAddress.Any, settings.SiloPort);
                endpoints.GatewayListeningEndpoint = new IPEndPoint(IPAddress.Any, settings.GatewayPort);
            }
        });
    }

    private static async Task MigrateAsync(SiloSettings settings)
    {
        var until = DateTime.UtcNow + DatabasePatience;
        while (true)
        {
            try
            {
                await Schema.MigrateAsync(settings.Postgres);
                return;
            }
            catch (NpgsqlException away) when (away.IsTransient && DateTime.UtcNow < until)
            {
                Console.Error.WriteLine($"waiting for PostgreSQL: {away.Message}");
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
            catch (Exception refusal) when (refusal is NpgsqlException or ArgumentException or InvalidOperationException)
            {
                throw new HostRefusal($"The database cannot be used: {refusal.Message}", refusal);
            }
        }
    }

    private static string Explain(Exception error, SiloSettings settings) => error switch
    {
        SocketException => $"Cannot listen on {settings.Host.Gateway.Bind}, port {settings.Host.Gateway.Port} (native) or {settings.Host.Gateway.HttpPort} (HTTP): {error.Message}.",
        _ => error.Message,
    };
}
