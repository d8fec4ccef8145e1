using System.Runtime.InteropServices;

namespace Actors.Bench.Machines;

/// <summary>The calls to Linux that .NET has no method for.</summary>
internal static partial class Native
{
    private const int ClockMonotonic = 1;
    private const int AbsoluteTime = 1;
    private const int SetTimerSlack = 29;
    private const int SigTerm = 15;

    /// <summary>Waits until a file's data is on the disk; .NET only offers the costlier fsync.</summary>
    /// <param name="file">An open file.</param>
    public static void SyncData(SafeHandle file)
    {
        if (fdatasync(file) != 0)
        {
            throw new BenchFailure($"fdatasync failed with errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Lets the calling thread wake up when it asked to, and not up to 50 microseconds later.</summary>
    public static void WakePrecisely() => prctl(SetTimerSlack, 1, 0, 0, 0);

    /// <summary>Sleeps until a time of <see cref="System.Diagnostics.Stopwatch"/>, which counts the same clock in nanoseconds.</summary>
    /// <param name="timestamp">When to wake up.</param>
    public static void SleepUntil(long timestamp)
    {
        var time = new TimeSpec { Seconds = timestamp / 1_000_000_000, Nanoseconds = timestamp % 1_000_000_000 };
        clock_nanosleep(ClockMonotonic, AbsoluteTime, time, 0);
    }

    /// <summary>Asks a process to stop.</summary>
    /// <param name="process">Its id.</param>
    public static void Terminate(int process) => kill(process, SigTerm);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeHandle file);

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc")]
    private static partial int clock_nanosleep(int clock, int flags, in TimeSpec time, nint remaining);

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
