using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Silos;

/// <summary>What a silo logs about its queues and topics.</summary>
internal static partial class SiloLog
{
    [LoggerMessage(10, LogLevel.Warning, "Epoch {Epoch} of '{Name}' is over; the next one recovers what is stored.")]
    public static partial void LifeLost(this ILogger log, string name, long epoch, Exception error);

    [LoggerMessage(11, LogLevel.Warning, "Dead-lettering from '{Source}' failed and is tried again.")]
    public static partial void DeadLetteringFailed(this ILogger log, string source, Exception error);

    [LoggerMessage(12, LogLevel.Error, "A consumer of '{Source}' failed to take a delivery and was dropped.")]
    public static partial void ConsumerFailed(this ILogger log, string source, Exception error);

    [LoggerMessage(14, LogLevel.Debug, "'{Name}' moves to the silo where it belongs.")]
    public static partial void Moving(this ILogger log, string name);

    [LoggerMessage(15, LogLevel.Warning, "'{Name}' could not be moved and is tried again.")]
    public static partial void MoveFailed(this ILogger log, string name, Exception error);

    [LoggerMessage(16, LogLevel.Warning, "What falls due in '{Name}' could not be put on its reminder and is tried again.")]
    public static partial void CareFailed(this ILogger log, string name, Exception error);

    [LoggerMessage(13, LogLevel.Debug, "'{Name}' is ephemeral and goes when it is activated again.")]
    public static partial void VacatingDeferred(this ILogger log, string name, Exception error);
}
