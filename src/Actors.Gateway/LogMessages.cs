using Actors.Protocol.Amqp;
using Microsoft.Extensions.Logging;

namespace Actors.Gateway;

/// <summary>Everything the gateway logs.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Debug, "Connection {Connection} from {Remote}: client '{Client}' welcomed.")]
    public static partial void Welcomed(this ILogger logger, string connection, string remote, string client);

    [LoggerMessage(2, LogLevel.Information, "Connection {Connection} from {Remote} ended by the broker: {Code}: {Reason}")]
    public static partial void Refused(this ILogger logger, string connection, string remote, ErrorCode code, string reason);

    [LoggerMessage(3, LogLevel.Error, "A request failed inside the broker.")]
    public static partial void RequestFailed(this ILogger logger, Exception error);

    [LoggerMessage(4, LogLevel.Error, "A connection failed inside the gateway.")]
    public static partial void ConnectionFailed(this ILogger logger, Exception error);

    [LoggerMessage(5, LogLevel.Warning, "Connection {Connection} did not get all its answers within {Timeout} and ends without them.")]
    public static partial void DrainTimedOut(this ILogger logger, string connection, TimeSpan timeout);

    [LoggerMessage(6, LogLevel.Information, "AMQP connection {Connection} from {Remote} ended by the broker: {Code}: {Reason}")]
    public static partial void Closed(this ILogger logger, string connection, string remote, ReplyCode code, string reason);
}
