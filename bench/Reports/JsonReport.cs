using System.Text.Json;
using System.Text.Json.Serialization;
using Actors.Bench.Figures;
using Actors.Bench.Machines;

namespace Actors.Bench.Reports;

/// <summary>The figures for programs: one JSON object on one line.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Makes the line.</summary>
    /// <param name="scenario">What was asked for.</param>
    /// <param name="repetitions">How often each figure was measured.</param>
    /// <param name="machine">Where the figures were taken.</param>
    /// <param name="figures">The figures.</param>
    public static string Line(string scenario, int repetitions, MachineFacts machine, FigureSet figures) => JsonSerializer.Serialize(
        new
        {
            scenario,
            repetitions,
            machine,
            figures = figures.All.Select(figure => new
            {
                figure.Scenario,
                figure.Name,
                figure.Unit,
                Median = Round(figure.Median),
                Min = Round(figure.Min),
                Max = Round(figure.Max),
                Goal = figure.Goal?.ToString(),
                Reached = figure.IsReached,
            }),
        },
        Options);

    // Five digits say more than any of these measurements knows.
    private static double Round(double value) =>
        value == 0 ? 0 : Math.Round(value, Math.Clamp(4 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 10));
}
