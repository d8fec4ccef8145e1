using System.Globalization;
using Actors.Bench.Figures;
using Actors.Bench.Machines;
using Spectre.Console;

namespace Actors.Bench.Reports;

/// <summary>The figures for people: one table, goals first to be seen.</summary>
internal static class TableReport
{
    /// <summary>Writes the table.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="machine">Where the figures were taken.</param>
    /// <param name="figures">The figures.</param>
    public static void Write(IAnsiConsole console, MachineFacts machine, FigureSet figures)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("figure");
        foreach (var heading in new[] { "median", "min", "max", "unit", "goal", "reached" })
        {
            table.AddColumn(new TableColumn(heading) { Alignment = heading is "unit" or "reached" ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (var scenario in figures.All.GroupBy(figure => figure.Scenario))
        {
            table.AddRow(new Markup($"[bold]{scenario.Key}[/]"));
            foreach (var figure in scenario)
            {
                table.AddRow(Cells(figure));
            }
        }

        console.Write(table);
        console.MarkupLineInterpolated($"{machine.Processor}, {machine.Cores} cores, {machine.System}, {machine.Runtime}, {machine.FileSystem}");
        console.MarkupLineInterpolated($"{machine.At:u}, load average before the run {machine.Load}, generator's pool threads spin {machine.GeneratorSpinLimit ?? "as the runtime likes"}");
        var goals = figures.All.Where(figure => figure.Goal is not null).ToArray();
        console.MarkupLineInterpolated($"{goals.Count(figure => figure.IsReached == true)} of {goals.Length} goals reached");
    }

    private static Text[] Cells(Figure figure) =>
    [
        new($"  {figure.Name}"),
        new(Format(figure.Median)),
        new(Format(figure.Min)),
        new(Format(figure.Max)),
        new(figure.Unit),
        new(figure.Goal?.ToString() ?? ""),
        figure.IsReached switch
        {
            true => new Text("yes", new Style(Color.Green)),
            false => new Text("no", new Style(Color.Red)),
            null => new Text(""),
        },
    ];

    private static string Format(double value) => Math.Abs(value) switch
    {
        >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
