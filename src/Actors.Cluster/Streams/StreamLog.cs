using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Streams;

/// <summary>What streams log.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(30, LogLevel.Warning, "Event {Offset} of '{Source}' failed for the {Failures}. time: {Reason}")]
    public static partial void EventFailed(this ILogger log, string source, long offset, int failures, string reason);

    [LoggerMessage(31, LogLevel.Information, "The subscriber of '{Source}' cannot be reached and is tried again.")]
    public static partial void SubscriberAway(this ILogger log, string source, Exception error);

    [LoggerMessage(32, LogLevel.Warning, "Reading '{Source}' failed and starts again.")]
    public static partial void PumpRestarts(this ILogger log, string source, Exception error);

    [LoggerMessage(33, LogLevel.Warning, "The streams that have subscribers could not be looked after; that is tried again.")]
    public static partial void WatchFailed(this ILogger log, Exception error);

    [LoggerMessage(34, LogLevel.Warning, "The subscription '{Source}' keeps the policy it was declared with: {Difference}")]
    public static partial void PolicyKept(this ILogger log, string source, string difference);

    [LoggerMessage(35, LogLevel.Information, "The subscription '{Source}' of a client that is gone was removed.")]
    public static partial void ClientGone(this ILogger log, string source);
}
