using Actors.Outgoing;
using Actors.Protocol.Native;

namespace Actors.Connections;

/// <summary>Notices a broker that has gone without a word: asks after half of the time it may be silent, gives up after all of it.</summary>
internal static class Heartbeat
{
    /// <summary>Watches a connection until it ends.</summary>
    public static async Task WatchAsync(Connection connection, Pipeline pipeline, ActorsClientOptions options, CancellationToken ended)
    {
        var idle = connection.Welcome.Idle;
        idle = idle > TimeSpan.Zero && idle < options.LongestSilence ? idle : options.LongestSilence;

        var asked = false;
        using var timer = new PeriodicTimer(idle / 4, options.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
            {
                asked = Check(connection, pipeline, idle, asked);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The connection ended, and the watch with it.
            return;
        }
    }

    // A process that was held up hears the clock before it hears the broker: nobody is given up without having been asked.
    private static bool Check(Connection connection, Pipeline pipeline, TimeSpan idle, bool asked)
    {
        var silence = connection.Silence;
        if (silence < idle / 2)
        {
            return false;
        }

        if (asked && silence >= idle)
        {
            connection.Abort(new TimeoutException($"The broker at {connection.Endpoint} has been silent for {silence}."));
        }
        else
        {
            pipeline.Send(0, default(PingFrame));
        }

        return true;
    }
}
