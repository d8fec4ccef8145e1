using Actors.Cluster.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Postgres;

/// <summary>Owners that take one actor from each other at random moments: what was confirmed is there, once, in order.</summary>
[Collection(PostgresCollection.Name)]
public sealed class FencingTests(TestDatabase database, ITestOutputHelper output)
{
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Two_owners_never_both_confirm(int? given)
    {
        var seed = given ?? Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var incarnation = Guid.NewGuid();

        // Two silos, so that their appends race on connections of their own.
        await using var left = new PostgresStore(database.ConnectionString, NullLogger.Instance);
        await using var right = new PostgresStore(database.ConnectionString, NullLogger.Instance);
        var owners = new StoreActor?[2];
        var sent = new List<(string Body, long Offset, TestCommit Commit)>();
        for (var step = 0; step < 400; step++)
        {
            var side = random.Next(2);
            switch (random.Next(12))
            {
                case 0:
                    owners[side] = await OpenAsync(side == 0 ? left : right, incarnation);
                    break;
                case 1 when random.Next(8) == 0:
                    await database.CutAsync();
                    break;
                case 2 when sent.Count > 0:
                    await sent[^1].Commit.OutcomeAsync();
                    break;
                default:
                    if (owners[side] is { Store.Failure: null } owner)
                    {
                        var (body, offset) = ($"{step}", owner.Machine.NextOffset);
                        sent.Add((body, offset, owner.Publish(body)));
                    }

                    break;
            }
        }

        var outcomes = await Task.WhenAll(sent.Select(async entry => (entry.Body, entry.Offset, IsConfirmed: await entry.Commit.OutcomeAsync() is null)));
        var last = await OpenAsync(left, incarnation);

        Assert.Contains(outcomes, entry => entry.IsConfirmed);
        foreach (var (body, offset, _) in outcomes.Where(entry => entry.IsConfirmed))
        {
            Assert.Equal(body, await last.ReadAsync(offset));
        }

        Assert.Equal(outcomes.Count(entry => entry.IsConfirmed), outcomes.Where(entry => entry.IsConfirmed).Select(entry => entry.Offset).Distinct().Count());
    }

    // Idle connections were cut, too, and each is only found out when it is used.
    private static async Task<StoreActor> OpenAsync(PostgresStore store, Guid incarnation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await StoreActor.OpenAsync(store, incarnation);
            }
            catch (Exception cut) when (attempt < 50 && cut is NpgsqlException or IOException)
            {
                store.ReportAway(cut);
            }
        }
    }
}
