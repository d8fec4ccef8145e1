using System.Net.Sockets;
using Actors.Gateway;
using Actors.Gateway.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;

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
        Console.Out.WriteLine($"data {DataFolder.Of(settings)}");
        Console.Out.WriteLine($"amqp amqp://{endpoints.Amqp}");
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
        Log(builder.Logging, settings.Configuration.GetSection("Logging"));
        builder.Services.AddActors(options =>
        {
            options.DataPath = DataFolder.Of(settings);
            options.Limits = settings.Gateway.Limits;
        });
        builder.AddActorsGateway(settings.Gateway);
        var host = builder.Build();
        host.MapActorsGateway();
        return host;
    }

    // To the error stream: what is printed to the other one is for programs. Why the host does not start is told by the
    // exit and not by its logs.
    private static void Log(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddConfiguration(configuration);
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.", LogLevel.Warning);
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static string Explain(Exception error, HostSettings settings) => error switch
    {
        SocketException => $"Cannot listen on {settings.Gateway.Bind}, port {settings.Gateway.Port} (native), {settings.Gateway.AmqpPort ?? settings.Gateway.Port + 2} (AMQP) or {settings.Gateway.HttpPort} (HTTP): {error.Message}.",
        IOException { InnerException: AddressInUseException } => error.Message,
        IOException or UnauthorizedAccessException => $"Cannot use the data folder {DataFolder.Of(settings)}: {error.Message}",
        _ => error.Message,
    };
}
