using System.Diagnostics;

namespace Actors.Cluster.Tests.Processes;

/// <summary>
/// The machine that tests run on. What is promised in seconds is promised where processors are free; on a machine that has
/// others to serve it is judged by as much more time as a busy thread waits for a processor there.
/// </summary>
internal static class Machine
{
    private static readonly TimeSpan Trial = TimeSpan.FromMilliseconds(200);

    /// <summary>How many times longer than on a free machine things take at this moment; 1 at best.</summary>
    public static async Task<double> SlownessAsync()
    {
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(Work, TaskCreationOptions.LongRunning)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        self.Refresh();
        var got = (self.TotalProcessorTime - before) / (elapsed * Environment.ProcessorCount);
        return Math.Max(1, 1 / Math.Max(got, 0.01));
    }

    private static void Work()
    {
        var started = Stopwatch.GetTimestamp();
        var numbers = new Random(1);
        while (Stopwatch.GetElapsedTime(started) < Trial)
        {
            numbers.NextInt64();
        }
    }
}
