using System.Globalization;

namespace Actors.Bench.Machines;

/// <summary>What a process has used of the machine so far, as the kernel counts it.</summary>
/// <param name="Cpu">Processor time, its own and the kernel's on its behalf; in steps of 10 milliseconds.</param>
/// <param name="ResidentBytes">Memory that is its own or mapped by it, and in RAM.</param>
/// <param name="PeakBytes">The most that ever was.</param>
internal readonly record struct ProcessUsage(TimeSpan Cpu, long ResidentBytes, long PeakBytes)
{
    private const int TicksPerSecond = 100;

    /// <summary>Reads a process's usage.</summary>
    /// <param name="process">Its id.</param>
    /// <exception cref="BenchFailure">There is no such process (any more).</exception>
    public static ProcessUsage Of(int process)
    {
        try
        {
            var resident = 0L;
            var peak = 0L;
            foreach (var line in File.ReadLines($"/proc/{process}/status"))
            {
                if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                {
                    resident = Kibibytes(line);
                }
                else if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    peak = Kibibytes(line);
                }
            }

            return new ProcessUsage(CpuOf(File.ReadAllText($"/proc/{process}/stat")), resident, peak);
        }
        catch (IOException gone)
        {
            throw new BenchFailure($"The process {process} is gone.", gone);
        }
    }

    // The name of the program, in parentheses, may hold blanks and parentheses itself; the counters come after its end.
    private static TimeSpan CpuOf(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    private static long Kibibytes(string line) => 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
