using System.Diagnostics;

namespace Actors.Gateway.Connections;

/// <summary>Decides whether a thread with something to say writes it to the socket itself.</summary>
internal static class SpotFlushes
{
    // A message for a thousand connections must not keep the thread that brings it, be it the journal's, for a thousand writes.
    private const int MostInARow = 4;

    // About what it takes to wake a thread.
    private static readonly long Pause = Stopwatch.Frequency / 20_000;

    [ThreadStatic]
    private static long _since;

    [ThreadStatic]
    private static int _count;

    /// <summary>Whether to flush on the spot; the answer yes counts.</summary>
    /// <param name="flushedAt">When the output was last flushed, as a timestamp of the stopwatch.</param>
    public static bool Allow(long flushedAt)
    {
        var now = Stopwatch.GetTimestamp();
        if (now - flushedAt < Pause)
        {
            return false;
        }

        if (now - _since > Pause)
        {
            (_since, _count) = (now, 0);
        }

        return _count++ < MostInARow;
    }
}
