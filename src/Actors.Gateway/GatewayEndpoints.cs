using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Actors.Gateway;

/// <summary>Where the gateway really listens, once the host has started; tells the port when any free one was asked for.</summary>
public sealed class GatewayEndpoints
{
    private ListenOptions? _native;
    private ListenOptions? _amqp;
    private ListenOptions? _http;

    /// <summary>The native protocol's address.</summary>
    public IPEndPoint Native => EndpointOf(_native);

    /// <summary>The address of AMQP.</summary>
    public IPEndPoint Amqp => EndpointOf(_amqp);

    /// <summary>The address of HTTP.</summary>
    public IPEndPoint Http => EndpointOf(_http);

    internal void Listen(ListenOptions native, ListenOptions amqp, ListenOptions http) => (_native, _amqp, _http) = (native, amqp, http);

    private static IPEndPoint EndpointOf(ListenOptions? options) =>
        options?.IPEndPoint ?? throw new InvalidOperationException("The gateway listens once its host has started.");
}
