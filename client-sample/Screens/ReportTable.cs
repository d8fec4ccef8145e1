using System.Globalization;
using Actors.Sample.Bookkeeping;
using Spectre.Console;

namespace Actors.Sample.Screens;

/// <summary>The table at the end of a run.</summary>
internal static class ReportTable
{
    /// <summary>Builds the table.</summary>
    public static Table Of(IReadOnlyList<JobReport> reports)
    {
        var table = new Table().AddColumn("job");
        foreach (var column in (string[])["sent", "processed", "redelivered", "dead-lettered", "lost", "messages/s"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (var report in reports)
        {
            table.AddRow(
                report.Title.EscapeMarkup(),
                Number(report.Sent),
                Number(report.Processed),
                Number(report.Redelivered),
                Number(report.DeadLettered),
                report.Lost == 0 ? "0" : $"[red]{Number(report.Lost)}[/]",
                report.Rate.ToString(report.Rate < 10 ? "N1" : "N0", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
