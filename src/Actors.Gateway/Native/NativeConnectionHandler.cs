using Actors.Gateway.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Actors.Gateway.Native;

/// <summary>Serves the native protocol on the connections Kestrel accepts.</summary>
internal sealed class NativeConnectionHandler(
    IBroker broker, GatewayOptions options, Credentials credentials, GatewayConnections connections, TimeProvider time, ILogger<NativeConnectionHandler> logger) : ConnectionHandler
{
    /// <inheritdoc/>
    public override Task OnConnectedAsync(ConnectionContext connection) =>
        new NativeConnection(connection, broker, options, credentials, connections, time, logger).RunAsync();
}
