using System.Net.Sockets;
using Actors.Gateway;

namespace Actors.Hosting;

/// <summary>The broker and its gateway in one process.</summary>
internal static class Host
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Starts listening, and says where.</summary>
    /// <param name="settings">What the host was told.</param>
    /// <exception cref="HostRefusal">A port or the folder cannot be used.</exception>
    public static async Task<WebApplication> StartAsync(HostSettings settings)
    {
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
        Console.Out.WriteLine($"http http://{endpoints.Http}");
        Console.Out.WriteLine($"data {settings.DataPath}");
        Console.Out.Flush();
        return host;
    }

    // The empty builder leaves out what a broker does not use and would wait for at start.
    private static WebApplication Build(HostSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(settings.Configuration);
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        builder.Logging.AddConfiguration(settings.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddActors(options =>
        {
            options.DataPath = settings.DataPath;
            options.Limits = settings.Gateway.Limits;
        });
        builder.AddActorsGateway(settings.Gateway);
        var host = builder.Build();
        host.MapActorsGateway();
        return host;
    }

    private static string Explain(Exception error, HostSettings settings) => error switch
    {
        SocketException => $"Cannot listen on {settings.Gateway.Bind}, port {settings.Gateway.Port} (native) or {settings.Gateway.HttpPort} (HTTP): {error.Message}.",
        UnauthorizedAccessException => $"Cannot use the data folder {settings.DataPath}: {error.Message}",
        _ => error.Message,
    };
}
