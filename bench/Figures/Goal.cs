using System.Globalization;

namespace Actors.Bench.Figures;

/// <summary>What a figure should come to.</summary>
/// <param name="Bound">The bound, in the figure's unit.</param>
/// <param name="IsFloor">Whether the figure should be at least the bound; else it should stay below it.</param>
internal readonly record struct Goal(double Bound, bool IsFloor)
{
    public static Goal AtLeast(double bound) => new(bound, IsFloor: true);

    public static Goal Below(double bound) => new(bound, IsFloor: false);

    public bool IsReachedBy(double value) => IsFloor ? value >= Bound : value < Bound;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsFloor ? ">=" : "<")} {Bound:#,0.##}");
}
