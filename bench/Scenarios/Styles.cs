using Actors.Bench.Loads;

namespace Actors.Bench.Scenarios;

/// <summary>The styles that throughput is measured in, and what figures call them.</summary>
internal static class Styles
{
    public static readonly Style[] All = [Style.OneByOne, Style.Batched];

    public static string NameOf(Style style) => style == Style.Batched ? "in batches" : "one by one";
}
