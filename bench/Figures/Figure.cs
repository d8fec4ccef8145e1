namespace Actors.Bench.Figures;

/// <summary>Something measured, once in each repetition.</summary>
internal sealed class Figure(string scenario, string name, string unit, Goal? goal)
{
    private readonly List<double> _values = [];

    public string Scenario => scenario;

    public string Name => name;

    public string Unit => unit;

    public Goal? Goal => goal;

    /// <summary>Whether the median reaches the goal; null without a goal.</summary>
    public bool? IsReached => goal?.IsReachedBy(Median);

    public double Min => _values.Min();

    public double Max => _values.Max();

    public double Median
    {
        get
        {
            var sorted = _values.Order().ToArray();
            var middle = sorted.Length / 2;
            return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    public void Add(double value) => _values.Add(value);
}
