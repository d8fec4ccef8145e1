namespace Actors.Journal;

/// <summary>How long the latest syncs took.</summary>
internal sealed class SyncTimes
{
    private readonly long[] _latest = new long[256];

    internal long Count { get; private set; }

    internal void Add(TimeSpan time) => _latest[Count++ % _latest.Length] = time.Ticks;

    internal (TimeSpan Median, TimeSpan Longest) Measure()
    {
        long[] sorted = _latest[..(int)Math.Min(Count, _latest.Length)];
        Array.Sort(sorted);
        return sorted.Length == 0
            ? (TimeSpan.Zero, TimeSpan.Zero)
            : (TimeSpan.FromTicks(sorted[sorted.Length / 2]), TimeSpan.FromTicks(sorted[^1]));
    }
}
