using System.Diagnostics;
using Actors.Cluster.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit.Abstractions;

namespace Actors.Cluster.Tests.Postgres;

[Collection(PostgresCollection.Name)]
public sealed class StoreTests(TestDatabase database, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly PostgresStore _store = new(database.ConnectionString, NullLogger.Instance);
    private readonly Guid _incarnation = Guid.NewGuid();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [Fact]
    public async Task What_was_stored_is_recovered_and_read()
    {
        var actor = await StoreActor.OpenAsync(_store, _incarnation);
        await actor.Publish("a", "b").StoredAsync();
        await actor.Publish("c").StoredAsync();
        await actor.Ack(0, 1).StoredAsync();

        var again = await StoreActor.OpenAsync(_store, _incarnation);

        Assert.Equal(3, again.Machine.NextOffset);
        Assert.Equal(1, again.Machine.Floor);
        Assert.True(again.Store.Epoch > actor.Store.Epoch);
        Assert.Equal("b", await again.ReadAsync(1));
        Assert.Equal("c", await again.ReadAsync(2));
        Assert.Null(await again.ReadAsync(3));
    }

    [Fact]
    public async Task A_life_that_was_replaced_can_store_nothing()
    {
        var old = await StoreActor.OpenAsync(_store, _incarnation);
        await old.Publish("a").StoredAsync();
        var young = await StoreActor.OpenAsync(_store, _incarnation);

        var refused = await old.Publish("lost").OutcomeAsync();
        var later = await old.Publish("lost, too").OutcomeAsync();
        await young.Publish("b").StoredAsync();

        Assert.IsType<FencedException>(refused);
        Assert.IsType<FencedException>(later);
        Assert.Equal("b", await (await StoreActor.OpenAsync(_store, _incarnation)).ReadAsync(1));
    }

    [Fact]
    public async Task One_stale_actor_in_a_batch_does_not_harm_the_others()
    {
        var stale = await StoreActor.OpenAsync(_store, _incarnation);
        var healthy = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StoreActor.OpenAsync(_store, Guid.NewGuid())));
        await StoreActor.OpenAsync(_store, _incarnation);

        var outcomes = await Task.WhenAll(healthy.Append(stale).SelectMany(actor => Enumerable.Range(0, 50).Select(i => actor.Publish($"{i}"))).Select(commit => commit.OutcomeAsync()));

        Assert.Equal(50, outcomes.Count(outcome => outcome is FencedException));
        Assert.Equal(400, outcomes.Count(outcome => outcome is null));
    }

    [Fact]
    public async Task Appends_that_pile_up_share_rows_and_stay_in_order()
    {
        var actor = await StoreActor.OpenAsync(_store, _incarnation);
        var commits = Enumerable.Range(0, 500).Select(i => actor.Publish($"{i}")).ToList();
        await Task.WhenAll(commits.Select(commit => commit.StoredAsync()));

        var rows = await database.QueryAsync<long>($"select count(*) from actors.events where actor = {actor.Store.Actor}");
        var again = await StoreActor.OpenAsync(_store, _incarnation);

        Assert.True(rows < 100, $"500 appends took {rows} rows.");
        for (var offset = 0; offset < 500; offset++)
        {
            Assert.Equal($"{offset}", await again.ReadAsync(offset));
        }
    }

    [Fact]
    public async Task A_snapshot_stands_for_what_came_before_which_is_dropped()
    {
        var actor = await StoreActor.OpenAsync(_store, _incarnation);
        await actor.Publish("a", "b", "c").StoredAsync();
        await actor.Ack(0, 2).StoredAsync();
        await actor.Snapshot().StoredAsync();
        await actor.Publish("d").StoredAsync();
        await _store.Trimmer.TrimAsync();

        var rows = await database.QueryAsync<long>($"select count(*) from actors.events where actor = {actor.Store.Actor}");
        var again = await StoreActor.OpenAsync(_store, _incarnation);

        Assert.Equal(2, rows);
        Assert.Equal(4, again.Machine.NextOffset);
        Assert.Equal(2, again.Machine.Floor);
        Assert.Equal("c", await again.ReadAsync(2));
    }

    [Fact]
    public async Task Settled_messages_are_dropped_below_the_floor_and_between_live_ones()
    {
        var actor = await StoreActor.OpenAsync(_store, _incarnation);
        for (var i = 0; i < 10; i++)
        {
            await actor.Publish($"{i}").StoredAsync();
        }

        // All are leased; 0 and 5 stay.
        await actor.Ack(1, 4).StoredAsync();
        await actor.Ack(6, 4).StoredAsync();
        await _store.Trimmer.TrimAsync();
        var between = await database.QueryAsync<string>($"select string_agg(first_offset::text, ' ' order by first_offset) from actors.messages where actor = {actor.Store.Actor}");
        await actor.Ack(0, 1).StoredAsync();
        await _store.Trimmer.TrimAsync();
        var below = await database.QueryAsync<string>($"select string_agg(first_offset::text, ' ' order by first_offset) from actors.messages where actor = {actor.Store.Actor}");

        Assert.Equal("0 5", between);
        Assert.Equal("5", below);
    }

    [Fact]
    public async Task After_a_cut_the_outcome_is_unknown_and_what_is_stored_is_recovered()
    {
        var actor = await StoreActor.OpenAsync(_store, _incarnation);
        await actor.Publish("a").StoredAsync();
        await database.CutAsync();

        var cut = await actor.Publish("b").OutcomeAsync();
        var later = await actor.Publish("c").OutcomeAsync();
        var again = await StoreActor.OpenAsync(_store, _incarnation);
        await again.Publish("d").StoredAsync();

        Assert.NotNull(cut);
        Assert.NotNull(later);
        Assert.Equal("a", await again.ReadAsync(0));
        Assert.Equal("d", await again.ReadAsync(again.Machine.NextOffset - 1));
    }

    [Fact]
    public async Task A_message_is_kept_until_its_settlement_is_stored()
    {
        var actor = await StoreActor.OpenAsync(_store, _incarnation);
        await actor.Publish("a").StoredAsync();
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table actors.events in access exclusive mode", connection))
        {
            await hold.ExecuteNonQueryAsync();
        }

        var acked = actor.Ack(0, 1);
        await _store.Trimmer.TrimAsync();
        var kept = await MessagesAsync(actor);
        await transaction.CommitAsync();
        await acked.StoredAsync();
        await _store.Trimmer.TrimAsync();

        Assert.Equal(1, kept);
        Assert.Equal(0, await MessagesAsync(actor));
    }

    [Fact]
    public async Task A_large_message_comes_back_as_it_was()
    {
        var actor = await StoreActor.OpenAsync(_store, _incarnation);
        var body = string.Concat(Enumerable.Range(0, 400_000).Select(i => (char)('a' + i % 26)));
        await actor.Publish("before").StoredAsync();
        await actor.Publish(body).StoredAsync();

        Assert.Equal(body, await actor.ReadAsync(1));
    }

    [Fact]
    public async Task Erasing_leaves_nothing_and_stops_whoever_owns_it()
    {
        var actor = await StoreActor.OpenAsync(_store, _incarnation);
        await actor.Publish("a").StoredAsync();
        await _store.EraseAsync(_incarnation);

        var refused = await actor.Publish("b").OutcomeAsync();
        var rows = await database.QueryAsync<long>(
            $"select (select count(*) from actors.messages where actor = {actor.Store.Actor}) + (select count(*) from actors.events where actor = {actor.Store.Actor})");

        Assert.IsType<FencedException>(refused);
        Assert.Equal(0, rows);
    }

    [Fact]
    public async Task A_backlog_of_a_million_messages_is_recovered_within_a_second()
    {
        var actor = await StoreActor.OpenAsync(_store, _incarnation);
        var bodies = Enumerable.Range(0, 1000).Select(i => $"{i}").ToArray();
        var commits = Enumerable.Range(0, 1000).Select(_ => actor.Publish(bodies)).ToList();
        await Task.WhenAll(commits.Select(commit => commit.StoredAsync()));

        var started = Stopwatch.GetTimestamp();
        var again = await StoreActor.OpenAsync(_store, _incarnation);
        var took = Stopwatch.GetElapsedTime(started);
        output.WriteLine($"recovered in {took.TotalMilliseconds:F1} ms");

        Assert.Equal(1_000_000, again.Machine.NextOffset);
        Assert.True(took < TimeSpan.FromSeconds(1), $"It took {took}.");
        Assert.Equal("0", await again.ReadAsync(0));
        Assert.Equal("999", await again.ReadAsync(999_999));
    }

    [Fact]
    public async Task What_nobody_waited_for_is_read_all_the_same()
    {
        var actor = await StoreActor.OpenAsync(_store, _incarnation);
        var first = actor.PublishUnawaited("soon");

        Assert.Equal("soon", await actor.ReadAsync(first));
    }

    [Fact]
    public async Task Ownership_is_sure_only_for_a_moment_after_an_append()
    {
        var actor = await StoreActor.OpenAsync(_store, _incarnation);
        await actor.Publish("a").StoredAsync();
        Assert.True(actor.Store.IsOwned);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (actor.Store.IsOwned)
        {
            Assert.False(patience.IsCancellationRequested, "An actor that appended nothing was vouched for during 10 seconds.");
            await Task.Yield();
        }
    }

    private Task<long> MessagesAsync(StoreActor actor) => database.QueryAsync<long>($"select count(*) from actors.messages where actor = {actor.Store.Actor}");
}
