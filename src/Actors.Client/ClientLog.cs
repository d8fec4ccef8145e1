using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>What the client reports.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1, LogLevel.Information, "Connected to {Endpoint}, {Broker}.")]
    public static partial void Connected(this ILogger log, string endpoint, string broker);

    [LoggerMessage(2, LogLevel.Warning, "The connection to {Endpoint} ended: {Reason}")]
    public static partial void Disconnected(this ILogger log, string endpoint, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Connecting to {Host}:{Port} failed: {Reason}")]
    public static partial void EndpointFailed(this ILogger log, string host, int port, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The broker refused something that nobody waits for: {Reason}")]
    public static partial void ErrorForNobody(this ILogger log, string reason);

    [LoggerMessage(5, LogLevel.Error, "The sink of the consumer of '{Source}' failed; the consumer is closed.")]
    public static partial void SinkFailed(this ILogger log, string source, Exception error);

    [LoggerMessage(6, LogLevel.Error, "A handler of connection changes failed.")]
    public static partial void HandlerFailed(this ILogger log, Exception error);
}
