using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Clients;

/// <summary>What a broker instance logs.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(20, LogLevel.Warning, "A consumer of '{Source}' waits for the cluster to take it again.")]
    public static partial void Reattaching(this ILogger log, string source, Exception error);
}
