namespace Actors.Bench.Scenarios;

/// <summary>One question to the broker, or to the machine.</summary>
internal interface IScenario
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>The question, in a line.</summary>
    string About { get; }

    /// <summary>Measures once, from an empty folder on.</summary>
    /// <param name="run">Where figures go and brokers come from.</param>
    Task RunAsync(Repetition run);
}
