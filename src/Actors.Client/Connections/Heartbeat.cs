using Actors.Outgoing;
using Actors.Protocol.Native;

namespace Actors.Connections;

/// <summary>Notices a broker that has gone without a word: asks after half of the time it may be silent, gives up after all of it.</summary>
internal static class Heartbeat
{
    /// <summary>Watches a connection until it ends.</summary>
    public static async Task WatchAsync(Connection connection, Pipeline pipeline, TimeProvider clock, CancellationToken ended)
    {
        var idle = connection.Welcome.Idle;
        if (idle <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(idle / 4, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
            {
                Check(connection, pipeline, idle);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The connection ended, and the watch with it.
            return;
        }
    }

    private static void Check(Connection connection, Pipeline pipeline, TimeSpan idle)
    {
        var silence = connection.Silence;
        if (silence >= idle)
        {
            connection.Abort(new TimeoutException($"The broker at {connection.Endpoint} has been silent for {silence}."));
        }
        else if (silence >= idle / 2)
        {
            pipeline.Send(0, default(PingFrame));
        }
    }
}
