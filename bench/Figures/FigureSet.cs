namespace Actors.Bench.Figures;

/// <summary>The figures of a whole run, in the order they were first measured.</summary>
internal sealed class FigureSet
{
    private readonly Dictionary<(string Scenario, string Name), Figure> _byName = [];
    private readonly List<Figure> _all = [];

    public IReadOnlyList<Figure> All => _all;

    /// <summary>Adds the value of one repetition.</summary>
    /// <param name="scenario">The scenario that measured it.</param>
    /// <param name="name">The same in each repetition.</param>
    /// <param name="value">The value, in the unit.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="goal">What it should come to.</param>
    public void Add(string scenario, string name, double value, string unit, Goal? goal)
    {
        if (!_byName.TryGetValue((scenario, name), out var figure))
        {
            figure = new Figure(scenario, name, unit, goal);
            _byName.Add((scenario, name), figure);
            _all.Add(figure);
        }

        figure.Add(value);
    }
}
