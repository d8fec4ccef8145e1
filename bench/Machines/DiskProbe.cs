using System.Diagnostics;
using Actors.Bench.Figures;
using Microsoft.Win32.SafeHandles;

namespace Actors.Bench.Machines;

/// <summary>What the disk under a folder can do at this moment, with no broker in between.</summary>
/// <remarks>
/// Blocks that were written before only take new data. Fresh ones make the file system allocate them and write that down,
/// too; a journal that recycles its segments works on the former.
/// </remarks>
internal sealed class DiskProbe(string folder)
{
    /// <summary>Writes of this size make the bandwidth of appending and syncing.</summary>
    public const int LargeBytes = 1024 * 1024;

    /// <summary>Writes of this size make the latency of a sync.</summary>
    public const int SmallBytes = 4096;

    /// <summary>Appends and syncs, again and again.</summary>
    /// <param name="bytes">How much is appended each time.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="recycled">Whether the blocks were written before.</param>
    /// <returns>How long each sync took, and the bandwidth in MiB/s.</returns>
    public DiskFigures AppendAndSync(int bytes, int rounds, bool recycled)
    {
        var path = Path.Combine(folder, "probe");
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
            var data = Noise(bytes);
            if (recycled)
            {
                WriteAll(file, data, rounds);
            }

            var syncs = new Percentiles(rounds);
            var start = Stopwatch.GetTimestamp();
            for (var round = 0; round < rounds; round++)
            {
                RandomAccess.Write(file, data, (long)round * bytes);
                var written = Stopwatch.GetTimestamp();
                Native.SyncData(file);
                syncs.Add(Stopwatch.GetTimestamp() - written);
            }

            return new DiskFigures(syncs, Bandwidth((long)bytes * rounds, start));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Writes a file from front to end and syncs once.</summary>
    /// <param name="bytes">How much; a multiple of <see cref="LargeBytes"/>.</param>
    /// <returns>MiB/s.</returns>
    public double Sequential(long bytes)
    {
        var path = Path.Combine(folder, "probe");
        try
        {
            using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
            var data = Noise(LargeBytes);
            var start = Stopwatch.GetTimestamp();
            WriteAll(file, data, (int)(bytes / LargeBytes));
            return Bandwidth(bytes, start);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void WriteAll(SafeFileHandle file, byte[] data, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            RandomAccess.Write(file, data, (long)round * data.Length);
        }

        Native.SyncData(file);
    }

    private static byte[] Noise(int bytes)
    {
        var data = new byte[bytes];
        new Random(bytes).NextBytes(data);
        return data;
    }

    private static double Bandwidth(long bytes, long start) => bytes / 1024.0 / 1024.0 / Stopwatch.GetElapsedTime(start).TotalSeconds;
}
