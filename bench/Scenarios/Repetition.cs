using Actors.Bench.Brokers;
using Actors.Bench.Figures;
using Actors.Bench.Loads;
using Actors.Bench.Machines;

namespace Actors.Bench.Scenarios;

/// <summary>One measurement of a scenario: its figures, its brokers, and a folder for them that goes with it.</summary>
internal sealed class Repetition(string scenario, BenchSettings settings, FigureSet figures, Action<string> progress) : IDisposable
{
    private readonly DataFolder _folder = DataFolder.Create(settings.DataRoot);

    /// <summary>A folder on the disk that is measured.</summary>
    public string Folder => _folder.Path;

    /// <summary>The folder of the brokers' journal.</summary>
    public string DataPath => Path.Combine(Folder, "data");

    /// <summary>How long each load publishes.</summary>
    public TimeSpan Duration => settings.Duration;

    /// <summary>The host to measure; null for the one of this repository.</summary>
    public string? Host => settings.Host;

    /// <summary>Starts a broker as the command line asks for.</summary>
    public async Task<ITestedBroker> StartBrokerAsync() =>
        settings.InProcess ? new EmbeddedBroker(DataPath) : await StartHostAsync(DataPath);

    /// <summary>Starts the host as a process of its own.</summary>
    /// <param name="dataPath">The folder of its journal.</param>
    public Task<BrokerProcess> StartHostAsync(string dataPath) => BrokerProcess.StartAsync(HostBinary.Find(settings.Host), dataPath);

    /// <summary>Starts a silo as a process of its own.</summary>
    /// <param name="postgres">The database of its cluster.</param>
    /// <param name="environment">What its runtime is told beyond what this process was.</param>
    public Task<BrokerProcess> StartSiloAsync(string postgres, params (string Name, string Value)[] environment) =>
        BrokerProcess.StartSiloAsync(settings.Host ?? HostBinary.FindSilo(), postgres, environment);

    /// <summary>Says what is going on.</summary>
    /// <param name="what">In a few words.</param>
    public void Tell(string what) => progress($"{scenario}: {what}");

    /// <summary>Adds a figure.</summary>
    /// <param name="name">The same in each repetition.</param>
    /// <param name="value">In the unit.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="goal">What it should come to.</param>
    public void Add(string name, double value, string unit, Goal? goal = null) => figures.Add(scenario, name, value, unit, goal);

    /// <summary>Adds what a load cost in processor time: the figures that suffer least from other programs' work.</summary>
    /// <param name="name">The load.</param>
    /// <param name="result">What it came to.</param>
    public void AddCosts(string name, FlowResult result)
    {
        var (broker, generator) = (result.Spent.Broker, result.Spent.Generator);
        Add($"{name}: processor time, {(generator is null ? "all" : "broker")}", broker.TotalMicroseconds / result.Delivered, "us each");
        if (generator is { } apart)
        {
            Add($"{name}: processor time, generator", apart.TotalMicroseconds / result.Delivered, "us each");
        }

        var cores = result.Spent.Elapsed * Environment.ProcessorCount;
        Add($"{name}: processors taken by others", 100 * result.Spent.Others / cores, "%");
    }

    public void Dispose() => _folder.Dispose();
}
