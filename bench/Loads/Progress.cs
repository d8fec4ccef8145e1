using System.Diagnostics;

namespace Actors.Bench.Loads;

/// <summary>Waits for a count to be reached, and says how far it came when it is not.</summary>
internal static class Progress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits.</summary>
    /// <param name="expected">The count to reach.</param>
    /// <param name="count">Counts.</param>
    /// <param name="what">What became of the messages that are counted.</param>
    /// <exception cref="BenchFailure">The count stood still for too long.</exception>
    public static async Task UntilAsync(long expected, Func<ValueTask<long>> count, string what)
    {
        var (last, changedAt) = (0L, Stopwatch.GetTimestamp());
        while (await count() is var now && now < expected)
        {
            if (now != last)
            {
                (last, changedAt) = (now, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(changedAt) > Patience)
            {
                throw new BenchFailure($"{now} of {expected} messages were {what}, and no more for {Patience.TotalSeconds} seconds.");
            }

            await Task.Delay(1);
        }
    }
}
