using Actors.Journal;
using Microsoft.Extensions.Logging;

namespace Actors.Standalone;

/// <summary>Everything the broker logs.</summary>
internal static partial class BrokerLog
{
    [LoggerMessage(1, LogLevel.Warning, "The journal is now {State}.")]
    public static partial void JournalStateChanged(this ILogger log, JournalState state, Exception? reason);

    [LoggerMessage(2, LogLevel.Error, "A write failed. The broker drops its memory and recovers what is durable.")]
    public static partial void Recovering(this ILogger log, Exception error);

    [LoggerMessage(3, LogLevel.Warning, "The broker has recovered and begins epoch {Epoch}.")]
    public static partial void Recovered(this ILogger log, long epoch);

    [LoggerMessage(4, LogLevel.Error, "Recovery failed and is tried again.")]
    public static partial void RecoveryFailed(this ILogger log, Exception error);

    [LoggerMessage(5, LogLevel.Warning, "Dead-lettering from '{Source}' failed and is tried again.")]
    public static partial void DeadLetteringFailed(this ILogger log, string source, Exception failure);

    [LoggerMessage(6, LogLevel.Debug, "A consumer of '{Source}' waits for the broker to recover.")]
    public static partial void ConsumerOrphaned(this ILogger log, string source);

    [LoggerMessage(7, LogLevel.Debug, "'{Name}' is ephemeral and goes at the next start.")]
    public static partial void VacatingDeferred(this ILogger log, string name, Exception reason);

    [LoggerMessage(8, LogLevel.Error, "A consumer of '{Source}' failed to take a delivery and was dropped.")]
    public static partial void ConsumerFailed(this ILogger log, string source, Exception error);
}
