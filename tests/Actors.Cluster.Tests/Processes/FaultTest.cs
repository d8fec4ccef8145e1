using Actors.Cluster.Tests.Postgres;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Processes;

/// <summary>What the tests of faults share: a database of their own, and a seed that is told.</summary>
[Collection(ProcessesCollection.Name)]
public abstract class FaultTest(ITestOutputHelper output) : IAsyncLifetime
{
    protected TestDatabase Database { get; } = new();

    protected int Seed { get; } = NewSeed();

    /// <summary>A random one, or what ACTORS_TEST_SEED says, to repeat a run.</summary>
    public static int NewSeed() => Environment.GetEnvironmentVariable("ACTORS_TEST_SEED") is { Length: > 0 } given ? int.Parse(given) : Random.Shared.Next();

    /// <summary>How often something is done: a few times on every run, often when ACTORS_TEST_FAULTS is 1.</summary>
    public static int Rounds(int few, int often) => Environment.GetEnvironmentVariable("ACTORS_TEST_FAULTS") == "1" ? often : few;

    protected void Tell(string line) => output.WriteLine(line);

    public virtual Task InitializeAsync()
    {
        Tell($"ACTORS_TEST_SEED={Seed}");
        return Database.InitializeAsync();
    }

    public virtual Task DisposeAsync() => Database.DisposeAsync();
}
