namespace Actors.Cluster.Tests.Processes;

/// <summary>Tests with processes of their own, one after the other and beside nothing else: they watch the clock.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessesCollection
{
    public const string Name = "processes";
}
