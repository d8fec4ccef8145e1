using System.Diagnostics;

namespace Actors.Bench.Figures;

/// <summary>Durations, kept one by one: exact percentiles for as many samples as fit into memory.</summary>
/// <param name="capacity">Most samples to keep; further ones are an error of the caller.</param>
internal sealed class Percentiles(int capacity)
{
    private readonly long[] _ticks = new long[capacity];
    private int _count;
    private bool _sorted;

    public int Count => _count;

    /// <summary>Adds a duration. One thread at a time.</summary>
    /// <param name="ticks">In ticks of <see cref="Stopwatch"/>.</param>
    public void Add(long ticks)
    {
        _ticks[_count++] = ticks;
        _sorted = false;
    }

    /// <summary>The duration that this share of all samples does not exceed.</summary>
    /// <param name="share">0 to 1; 0.5 is the median.</param>
    /// <returns>Microseconds.</returns>
    public double At(double share)
    {
        if (_count == 0)
        {
            throw new BenchFailure("Nothing was measured: there is not a single duration to take a percentile of.");
        }

        if (!_sorted)
        {
            Array.Sort(_ticks, 0, _count);
            _sorted = true;
        }

        var rank = (int)Math.Ceiling(share * _count) - 1;
        return _ticks[Math.Clamp(rank, 0, _count - 1)] * 1e6 / Stopwatch.Frequency;
    }
}
