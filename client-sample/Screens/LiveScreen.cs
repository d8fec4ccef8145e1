using Spectre.Console;

namespace Actors.Sample.Screens;

/// <summary>A bar for each job, on a terminal.</summary>
internal sealed class LiveScreen : Screen
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    protected override Task ShowAsync(IReadOnlyList<IJob> jobs, Task work) => AnsiConsole.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .StartAsync(async context =>
        {
            var bars = jobs.Select(job => (Job: job, Bar: context.AddTask(job.Title))).ToList();
            while (!work.IsCompleted)
            {
                await Task.WhenAny(work, Task.Delay(Pause));
                Flush();
                foreach (var (job, bar) in bars)
                {
                    Draw(job, bar);
                }
            }
        });

    private static void Draw(IJob job, ProgressTask bar)
    {
        var (done, total) = job.Progress;
        bar.MaxValue = Math.Max(total, 1);
        bar.Value = done;
        bar.Description = $"{job.Title.EscapeMarkup(),-10} [grey]{done:N0} of {total:N0}[/]";
    }
}
