using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Postgres;

/// <summary>What the store logs.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(1, LogLevel.Warning, "PostgreSQL cannot be reached; nothing is stored until it can.")]
    public static partial void DatabaseAway(this ILogger log, Exception error);

    [LoggerMessage(2, LogLevel.Warning, "PostgreSQL is back.")]
    public static partial void DatabaseBack(this ILogger log);

    [LoggerMessage(3, LogLevel.Warning, "Dropping what nobody needs any more failed and is tried again later.")]
    public static partial void TrimFailed(this ILogger log, Exception error);
}
