using System.Globalization;
using System.Runtime.InteropServices;

namespace Actors.Bench.Machines;

/// <summary>Where and when figures were taken; without it they mean nothing to anybody else.</summary>
/// <param name="At">When the run began.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="Cores">How many the generator and the broker share.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="FileSystem">The kind of file system the data was on.</param>
/// <param name="Load">Load average of the last minute before the run: near zero on a machine that does nothing else.</param>
/// <param name="GeneratorSpinLimit">How long idle pool threads of the generator spin before they sleep; null for the runtime's default.</param>
internal sealed record MachineFacts(
    DateTimeOffset At, string Processor, int Cores, string System, string Runtime, string FileSystem, double Load, string? GeneratorSpinLimit)
{
    public static MachineFacts Read(string folder) => new(
        DateTimeOffset.Now,
        ProcessorName(),
        Environment.ProcessorCount,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        DataFolder.FileSystemOf(folder),
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture),
        AppContext.GetData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit")?.ToString());

    private static string ProcessorName()
    {
        var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? "unknown" : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
