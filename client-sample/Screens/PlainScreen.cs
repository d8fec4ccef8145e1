using System.Diagnostics;

namespace Actors.Sample.Screens;

/// <summary>A line from time to time, for logs and pipes.</summary>
internal sealed class PlainScreen : Screen
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task ShowAsync(IReadOnlyList<IJob> jobs, Task work)
    {
        var started = Stopwatch.GetTimestamp();
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(Pause));
            Flush();
            var progress = jobs.Select(job => $"{job.Title} {job.Progress.Done:N0}/{job.Progress.Total:N0}");
            Console.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalSeconds,5:F1} s  {string.Join("  ", progress)}");
        }
    }
}
