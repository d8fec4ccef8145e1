using Actors.Bench.Cluster;
using Actors.Bench.Figures;
using Actors.Bench.Machines;
using Actors.Bench.Reports;
using Actors.Bench.Scenarios;
using Spectre.Console;

namespace Actors.Bench;

/// <summary>Runs scenarios, each some times over, and reports what they came to.</summary>
internal static class BenchRun
{
    /// <summary>Every scenario, in the order that <c>all</c> runs them.</summary>
    public static readonly IScenario[] Scenarios =
    [
        new LimitsScenario(), new StartupScenario(), new QueueScenario(), new LatencyScenario(),
        new FanoutScenario(), new BacklogScenario(), new ManyQueuesScenario(), new SchedulerScenario(), new AmqpScenario(),
    ];

    /// <summary>Those that need more than this repository's own host, and run only when they are asked for.</summary>
    public static readonly IScenario[] Others = [new ClusterScenario(), new IdleQueuesScenario(), new DeepQueueScenario()];

    /// <summary>Runs.</summary>
    /// <param name="name">A scenario, or <c>all</c>.</param>
    /// <param name="settings">How.</param>
    /// <param name="json">Whether the last line is JSON.</param>
    /// <returns>The exit code: 0 when everything was measured, whether goals were reached or not.</returns>
    public static async Task<int> RunAsync(string name, BenchSettings settings, bool json)
    {
        var figures = new FigureSet();
        try
        {
            MachineFacts machine;
            using (var folder = DataFolder.Create(settings.DataRoot))
            {
                machine = MachineFacts.Read(folder.Path);
            }

            foreach (var scenario in Chosen(name))
            {
                await RepeatAsync(scenario, settings, figures);
            }

            TableReport.Write(Console(), machine, figures);
            if (json)
            {
                System.Console.WriteLine(JsonReport.Line(name, settings.Repetitions, machine, figures));
            }

            return 0;
        }
        catch (BenchFailure failure)
        {
            await System.Console.Error.WriteLineAsync($"error: {failure.Message}");
            return 1;
        }
    }

    // The cluster's own are one question in parts: whoever asks for it gets all, and each part can be asked alone.
    private static IEnumerable<IScenario> Chosen(string name) => name switch
    {
        "all" => Scenarios,
        "cluster" => Others,
        _ => Scenarios.Concat(Others).Where(scenario => scenario.Name == name),
    };

    private static Task RepeatAsync(IScenario scenario, BenchSettings settings, FigureSet figures) =>
        AnsiConsole.Status().StartAsync(scenario.About, async status =>
        {
            for (var repetition = 1; repetition <= settings.Repetitions; repetition++)
            {
                var prefix = $"{repetition}/{settings.Repetitions} ";
                using var run = new Repetition(scenario.Name, settings, figures, what => status.Status(Markup.Escape(prefix + what)));
                await scenario.RunAsync(run);
            }
        });

    // Redirected output has no width of its own, and 80 columns would break the names.
    private static IAnsiConsole Console()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Profile.Width = Math.Max(console.Profile.Width, 160);
        return console;
    }
}
