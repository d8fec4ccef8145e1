using Actors.Gateway.Amqp;
using Actors.Gateway.Connections;
using Actors.Gateway.Http;
using Actors.Gateway.Native;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Actors.Gateway;

/// <summary>Puts the gateway into a web host.</summary>
public static class GatewayHosting
{
    /// <summary>Listens for the native protocol, AMQP 0-9-1 and HTTP on behalf of the <see cref="IBroker"/> that the host has.</summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="options">Where, for whom, and within which limits.</param>
    /// <exception cref="BrokerException"><see cref="ErrorCode.InvalidArgument"/>: the options contradict each other.</exception>
    public static WebApplicationBuilder AddActorsGateway(this WebApplicationBuilder builder, GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var endpoints = new GatewayEndpoints();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(endpoints);
        builder.Services.AddSingleton<Credentials>();
        builder.Services.AddSingleton<GatewayConnections>();
        builder.Services.AddSingleton<ExclusiveQueues>();
        builder.Services.AddSingleton<Metrics>();
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, BlockPoolFactory>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, GatewayJson.Default));
        builder.WebHost.UseSockets(Tune);
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, endpoints));
        return builder;
    }

    /// <summary>Serves health, metrics and the lists of queues and topics.</summary>
    /// <param name="app">The host.</param>
    public static WebApplication MapActorsGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        HealthEndpoints.Map(app);
        var guarded = app.MapGroup("").AddEndpointFilter<AccessFilter>();
        MetricsEndpoint.Map(guarded);
        EntityEndpoints.Map(guarded);
        BacklogEndpoint.Map(guarded);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, GatewayOptions options, GatewayEndpoints endpoints)
    {
        kestrel.AddServerHeader = false;
        ListenOptions? native = null;
        kestrel.Listen(options.Bind, options.Port, listen =>
        {
            native = listen;
            listen.UseConnectionHandler<NativeConnectionHandler>();
        });
        ListenOptions? amqp = null;
        kestrel.Listen(options.Bind, options.EffectiveAmqpPort, listen =>
        {
            amqp = listen;
            listen.UseConnectionHandler<AmqpConnectionHandler>();
        });
        kestrel.Listen(options.Bind, options.HttpPort, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            endpoints.Listen(native!, amqp!, listen);
        });
    }

    // Everything that decides how many threads a byte passes from the socket to the broker and back.
    private static void Tune(SocketTransportOptions sockets)
    {
        sockets.NoDelay = true;
        sockets.UnsafePreferInlineScheduling = true;
    }
}
