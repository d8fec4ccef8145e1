using System.Collections.Concurrent;
using Actors.Sample.Bookkeeping;
using Spectre.Console;

namespace Actors.Sample.Screens;

/// <summary>What the user sees. Jobs say something from any thread; it is written between two pictures of the progress.</summary>
internal abstract class Screen
{
    private const int FileWidth = 1_000;

    private readonly ConcurrentQueue<string> _said = new();

    /// <summary>Bars on a terminal, plain lines anywhere else.</summary>
    public static Screen ForThisTerminal()
    {
        if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
        {
            return new LiveScreen();
        }

        // Nobody's lines are cut at a width that a file does not have.
        AnsiConsole.Profile.Width = FileWidth;
        return new PlainScreen();
    }

    /// <summary>Tells the user something.</summary>
    public void Say(string line) => _said.Enqueue(line);

    /// <summary>Writes what was said since the last time.</summary>
    public void Flush()
    {
        while (_said.TryDequeue(out var line))
        {
            AnsiConsole.WriteLine(line);
        }
    }

    /// <summary>Tells the user why it ends here.</summary>
    public void Error(string line)
    {
        Flush();
        Console.Error.WriteLine($"error: {line.ReplaceLineEndings(" ")}");
    }

    /// <summary>Shows how far the jobs are until the work is done.</summary>
    public async Task WatchAsync(IReadOnlyList<IJob> jobs, Task work)
    {
        Flush();
        await ShowAsync(jobs, work);
        Flush();
        await work;
    }

    /// <summary>Shows the last table and the checks.</summary>
    /// <returns>Whether nothing was lost and every check holds.</returns>
    public bool Report(IReadOnlyList<JobReport> reports, IReadOnlyList<Check> checks)
    {
        Flush();
        AnsiConsole.Write(ReportTable.Of(reports));
        foreach (var check in checks)
        {
            AnsiConsole.MarkupLine($"{(check.Holds ? "[green]ok[/]    " : "[red]FAILED[/]")} {check.Text.EscapeMarkup()}");
        }

        return reports.All(report => report.Lost == 0) && checks.All(check => check.Holds);
    }

    /// <summary>Draws until the work has ended, well or badly.</summary>
    protected abstract Task ShowAsync(IReadOnlyList<IJob> jobs, Task work);
}
