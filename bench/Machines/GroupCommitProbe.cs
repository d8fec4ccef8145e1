using System.Diagnostics;
using Actors.Bench.Figures;

namespace Actors.Bench.Machines;

/// <summary>
/// Messages that fall due at a fixed rate, written and synced by one thread in groups of those that are due: what the disk
/// alone makes of them. A broker has sockets and threads to pass on top of it.
/// </summary>
internal sealed class GroupCommitProbe(string folder)
{
    // About what the record of one small message takes.
    private const int RecordBytes = 256;

    /// <summary>Measures.</summary>
    /// <param name="rate">Messages per second.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="recycled">Whether the blocks were written before.</param>
    /// <returns>How long each message took from when it was due until it was durable.</returns>
    public Percentiles Measure(int rate, TimeSpan duration, bool recycled)
    {
        var path = Path.Combine(folder, "probe");
        var messages = (int)(rate * duration.TotalSeconds);
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
            if (recycled)
            {
                RandomAccess.Write(file, new byte[messages * RecordBytes], 0);
                Native.SyncData(file);
            }

            Native.WakePrecisely();
            return Run(messages, rate, records =>
            {
                RandomAccess.Write(file, new byte[records.Count * RecordBytes], (long)records.First * RecordBytes);
                Native.SyncData(file);
            });
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Percentiles Run(int messages, int rate, Action<(int First, int Count)> commit)
    {
        var latencies = new Percentiles(messages);
        var interval = Stopwatch.Frequency / rate;
        var start = Stopwatch.GetTimestamp() + interval;
        for (var durable = 0; durable < messages;)
        {
            Native.SleepUntil(start + (durable * interval));
            var due = (int)Math.Min(messages, 1 + ((Stopwatch.GetTimestamp() - start) / interval));
            commit((durable, due - durable));
            var now = Stopwatch.GetTimestamp();
            for (; durable < due; durable++)
            {
                latencies.Add(now - (start + (durable * interval)));
            }
        }

        return latencies;
    }
}
