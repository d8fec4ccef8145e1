using System.Globalization;

namespace Actors.Journal;

/// <summary>How the files of a journal are called: ten digits and what they are.</summary>
internal static class FileNames
{
    private const string SegmentEnd = ".segment";
    private const string SidecarEnd = ".index";

    internal static string Segment(int number) => number.ToString("D10", CultureInfo.InvariantCulture) + SegmentEnd;

    internal static string Sidecar(int number) => number.ToString("D10", CultureInfo.InvariantCulture) + SidecarEnd;

    internal static bool TrySegment(string name, out int number) => TryParse(name, SegmentEnd, out number);

    internal static bool TrySidecar(string name, out int number) => TryParse(name, SidecarEnd, out number);

    private static bool TryParse(string name, string end, out int number)
    {
        number = 0;
        return name.Length == 10 + end.Length && name.EndsWith(end, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(0, 10), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number > 0;
    }
}
