using Actors.Cluster.Postgres;

namespace Actors.Cluster.Tests.Postgres;

[Collection(PostgresCollection.Name)]
public sealed class SchemaTests(TestDatabase database)
{
    [Fact]
    public async Task Migrating_again_changes_nothing() => Assert.Empty(await Schema.MigrateAsync(database.ConnectionString));

    [Fact]
    public async Task Several_that_migrate_an_empty_database_at_once_apply_every_version_once()
    {
        var empty = new TestDatabase();
        await empty.InitializeAsync();
        try
        {
            await empty.QueryAsync<object>("drop schema actors cascade; select 1");

            var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Schema.MigrateAsync(empty.ConnectionString)));

            Assert.Equal(Enumerable.Range(1, Schema.Version), applied.SelectMany(versions => versions).Order());
        }
        finally
        {
            await empty.DisposeAsync();
        }
    }

    [Fact]
    public async Task Newer_tables_are_refused_by_name()
    {
        var newer = new TestDatabase();
        await newer.InitializeAsync();
        try
        {
            await newer.QueryAsync<object>("insert into actors.migration (version, name) values (999, 'of the future') returning 1");

            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Schema.MigrateAsync(newer.ConnectionString));

            Assert.Contains("999", refused.Message);
        }
        finally
        {
            await newer.DisposeAsync();
        }
    }
}
