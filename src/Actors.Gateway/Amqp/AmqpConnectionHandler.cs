using Actors.Gateway.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Actors.Gateway.Amqp;

/// <summary>Serves AMQP 0-9-1 on the connections Kestrel accepts.</summary>
internal sealed class AmqpConnectionHandler(
    IBroker broker, GatewayOptions options, Credentials credentials, GatewayConnections connections, ExclusiveQueues exclusive, TimeProvider time, ILogger<AmqpConnectionHandler> logger) : ConnectionHandler
{
    /// <inheritdoc/>
    public override Task OnConnectedAsync(ConnectionContext connection) =>
        new AmqpConnection(connection, broker, options, credentials, connections, exclusive, time, logger).RunAsync();
}
