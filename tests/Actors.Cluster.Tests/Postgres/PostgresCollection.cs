namespace Actors.Cluster.Tests.Postgres;

/// <summary>Tests that share one database, each with actors of its own.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<TestDatabase>
{
    public const string Name = "postgres";
}
