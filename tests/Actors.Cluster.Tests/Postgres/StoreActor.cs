using Actors.Cluster.Postgres;
using Actors.Core.Events;
using Actors.Core.Logs;
using Actors.Core.Steps;
using Actors.Core.Subscriptions;
using Actors.Runtime.Stores;

namespace Actors.Cluster.Tests.Postgres;

/// <summary>A queue's machine over the real store, without the actor around it: every step is under the test's control.</summary>
internal sealed class StoreActor
{
    private static readonly SubscriptionPolicy Policy = new(TimeSpan.FromSeconds(30), 20, "", false);

    private readonly Step _step = new();

    private StoreActor(ActorStore store, LogMachine machine) => (Store, Machine) = (store, machine);

    public ActorStore Store { get; }

    public LogMachine Machine { get; }

    public static async Task<StoreActor> OpenAsync(PostgresStore store, Guid incarnation)
    {
        var (log, machine) = await store.OpenAsync("test", incarnation);
        var actor = new StoreActor(log, machine);
        if (!machine.HasSubscriptions)
        {
            machine.Subscribe(0, "", Policy, actor._step);
            await actor.Append([], 0).StoredAsync();
        }

        return actor;
    }

    /// <summary>Publishes one batch of messages with these bodies.</summary>
    public TestCommit Publish(params string[] bodies)
    {
        var batch = MessageBatch.Of([.. bodies.Select(body => new Message(body))]);
        var first = Machine.Publish(batch.Count, batch.Messages.Length, _step);
        return Append([batch.Messages], batch.Count, first);
    }

    /// <summary>Publishes a message for nobody to wait for.</summary>
    public long PublishUnawaited(string body)
    {
        var batch = MessageBatch.Of(new Message(body));
        var first = Machine.Publish(batch.Count, batch.Messages.Length, _step);
        Store.Append(new LogRecord { FirstOffset = first, Count = 1, Time = DateTime.UtcNow.Ticks, Events = _step.Events.Written, Messages = [batch.Messages] }, commit: null);
        _step.Clear();
        return first;
    }

    /// <summary>Takes the next messages and settles them.</summary>
    public TestCommit Ack(long first, long count)
    {
        Machine.Receive(0, NextConsumer(), 10_000, null, 0);
        Machine.Dispatch(0, _step);
        var stale = new List<LeaseRun>();
        Machine.Settle(0, new Settlement(new LeaseRun(0, Store.Epoch, first, (int)count, 1), SettleVerb.Ack), 0, _step, stale);
        Assert.Empty(stale);
        var freed = _step.Effects.Where(effect => effect.Kind == EffectKind.Free).Select(effect => effect.Run).ToList();
        var commit = Append([], 0);
        foreach (var run in freed)
        {
            Store.Release(run.First, run.Count);
        }

        return commit;
    }

    public TestCommit Snapshot()
    {
        var events = new EventWriter();
        Machine.Snapshot(events);
        var commit = new TestCommit();
        Store.Append(new LogRecord { IsSnapshot = true, MustSync = true, Events = events.Written }, commit);
        return commit;
    }

    public async Task<string?> ReadAsync(long offset)
    {
        var stored = await Store.ReadAsync(offset);
        return stored?.At(offset).Decode().BodyText();
    }

    private int _consumers;

    private int NextConsumer() => ++_consumers;

    private TestCommit Append(ReadOnlySpan<ReadOnlyMemory<byte>> messages, int count, long first = 0)
    {
        var commit = new TestCommit();
        try
        {
            Store.Append(
                new LogRecord { MustSync = true, FirstOffset = first, Count = count, Time = DateTime.UtcNow.Ticks, Events = _step.Events.Written, Messages = messages }, commit);
        }
        catch (IOException refused)
        {
            commit.Failed(refused);
        }

        _step.Clear();
        return commit;
    }
}
