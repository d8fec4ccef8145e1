namespace Actors.Cluster.Tests.Contracts;

/// <summary>The two silos that most contract tests share, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSilos : ICollectionFixture<SharedSilos.End>
{
    public const string Name = "contract";

    internal static TwoSilos? Current { get; set; }

    /// <summary>Stops them after the last test.</summary>
    public sealed class End : IAsyncLifetime
    {
        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            if (Current is { } silos)
            {
                Current = null;
                await silos.DisposeAsync();
            }
        }
    }
}
