using System.Globalization;

namespace Actors.Bench.Machines;

/// <summary>Processor time that all processes of the machine have used so far.</summary>
internal static class MachineUsage
{
    private const int TicksPerSecond = 100;

    /// <summary>Everything but idling and waiting for the disk, over all cores; what other virtual machines took counts as well.</summary>
    public static TimeSpan Busy()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9];
        var busy = ticks.Where((_, at) => at is not (3 or 4)).Sum(value => long.Parse(value, CultureInfo.InvariantCulture));
        return TimeSpan.FromSeconds((double)busy / TicksPerSecond);
    }
}
