using System.Collections.Concurrent;
using Actors.Journal;
using Actors.Standalone;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Contract.Tests.Recoveries;

/// <summary>What those who use a broker notice of a write that failed: an unknown outcome, a pause, and nothing lost.</summary>
public class FailedWriteTests : IAsyncLifetime
{
    private readonly MemoryFiles _files = new();
    private readonly StandaloneBroker _broker;

    public FailedWriteTests() =>
        _broker = new StandaloneBroker(new ActorsOptions { Files = _files, SegmentBytes = 20 * 1024 * 1024 }, NullLogger<StandaloneBroker>.Instance);

    private IBroker Broker => _broker;

    public async Task InitializeAsync()
    {
        _broker.Start();
        await Broker.DeclareAsync(new QueueDefinition("queue") { DeliveryLimit = 0 });
    }

    public Task DisposeAsync() => _broker.DisposeAsync().AsTask().Within("the broker to stop");

    [Fact]
    public async Task A_publish_whose_sync_fails_has_an_unknown_outcome_and_the_next_one_works()
    {
        await Broker.PublishAsync("queue", new Message("before"));
        await FailNextSyncAsync();
        await PublishSurelyAsync("after");

        var texts = (await Broker.ReceiveAsync("queue", new ReceiveOptions { MaxMessages = 10 })).Select(delivery => delivery.Message.Text).ToList();
        Assert.Equal("before", texts[0]);
        Assert.Equal("after", texts[^1]);
        Assert.Null(_broker.Fault);
    }

    [Fact]
    public async Task A_consumer_goes_on_by_itself_and_gets_again_what_it_held()
    {
        await using var inbox = await Inbox.OpenAsync(Broker, "queue");
        await Broker.PublishAsync("queue", new Message("held"));
        var held = await inbox.NextAsync();
        await FailNextSyncAsync();

        var again = await inbox.NextAsync();
        Assert.Equal(("held", 2), (again.Message.Text, again.Attempt));
        Assert.NotEqual(held.Lease.Epoch, again.Lease.Epoch);
        var error = await Assert.ThrowsAsync<BrokerException>(() => held.AckAsync().AsTask());
        Assert.Equal(ErrorCode.StaleLease, error.Code);
        await again.AckAsync();
        Assert.False(inbox.Closing.IsCompleted);
    }

    [Fact]
    public async Task The_consumer_of_an_ephemeral_queue_is_told_that_it_is_gone()
    {
        await Broker.DeclareAsync(new QueueDefinition("passing") { Ephemeral = true });
        await using var inbox = await Inbox.OpenAsync(Broker, "passing");
        await FailNextSyncAsync();
        Assert.Equal(ErrorCode.NotFound, (await inbox.Closing.Within("the consumer to be closed"))?.Code);
        await Broker.DeclareAsync(new QueueDefinition("passing") { Ephemeral = true });
    }

    [Fact]
    public async Task Requests_are_answered_again_after_a_failure()
    {
        using var stop = new CancellationTokenSource();
        var server = Broker.ConsumeAsync(
            "queue", async (delivery, cancellation) => await delivery.ReplyAsync(new Message("done"), cancellation), cancellationToken: stop.Token);
        await using (var client = new RequestClient(Broker))
        {
            Assert.Equal("done", (await client.RequestAsync("queue", new Message("a")).AsTask().Within("the first reply")).Text);
            await FailNextSyncAsync();
            await RetryAsync(async () => await client.RequestAsync("queue", new Message("b"), TimeSpan.FromSeconds(5))).Within("a reply after the failure");
        }

        await stop.CancelAsync();
        await server.Within("the server to end");
    }

    [Fact]
    public async Task A_waiting_receive_is_told_and_can_be_asked_again()
    {
        var waiting = Broker.ReceiveAsync("queue", TimeSpan.FromMinutes(1)).AsTask();
        await Broker.DescribeAsync("queue");
        await Broker.DeclareAsync(new QueueDefinition("other"));
        await FailNextSyncAsync("other");
        var error = await Assert.ThrowsAsync<BrokerException>(() => waiting.Within("the receive to be told"));
        Assert.True(error.Code is ErrorCode.Unavailable or ErrorCode.OutcomeUnknown, $"{error}");
        await PublishSurelyAsync("after");
        Assert.Equal("after", (await Broker.ReceiveAsync("queue", TimeSpan.FromMinutes(1)).AsTask().Within("a receive"))?.Message.Text);
    }

    [Fact]
    public async Task Over_many_failures_no_confirmed_message_is_lost_and_no_answered_ack_undone()
    {
        var confirmed = new ConcurrentBag<string>();
        var acking = new ConcurrentDictionary<string, bool>();
        var acked = new ConcurrentDictionary<string, LeaseRun>();
        using var stop = new CancellationTokenSource();
        var publishers = Enumerable.Range(0, 3).Select(publisher => Task.Run(() => PublishManyAsync(publisher, confirmed, stop.Token))).ToList();
        var consumers = Enumerable.Range(0, 2).Select(_ => ConsumeManyAsync(acking, acked, stop.Token)).ToList();
        for (var failure = 0; failure < 10; failure++)
        {
            var target = confirmed.Count + 200;
            await RetryAsync(async () => confirmed.Count >= target ? await Broker.DescribeAsync("queue") : throw Unready(await Broker.DescribeAsync("queue"))).Within("200 confirms");
            await FailNextSyncAsync();
        }

        await PublishSurelyAsync("last");
        await stop.CancelAsync();
        await Task.WhenAll([.. publishers, .. consumers]).Within("publishers and consumers to end");
        var left = new List<string>();
        for (var some = await ReceiveAllAsync(); some.Count > 0; some = await ReceiveAllAsync())
        {
            left.AddRange(some.Select(delivery => delivery.Message.Text));
        }

        Assert.Empty(confirmed.Except(left).Except(acking.Keys));
        Assert.Empty(acked.Keys.Intersect(left));
    }

    private async Task PublishManyAsync(int publisher, ConcurrentBag<string> confirmed, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            try
            {
                await Broker.PublishAsync("queue", new Message($"{publisher}-{number}"));
                confirmed.Add($"{publisher}-{number}");
            }
            catch (BrokerException failure) when (failure.Code is ErrorCode.OutcomeUnknown or ErrorCode.Unavailable)
            {
                // Stored or not: nobody was promised anything.
                await Task.Yield();
            }
        }
    }

    private async Task ConsumeManyAsync(ConcurrentDictionary<string, bool> acking, ConcurrentDictionary<string, LeaseRun> acked, CancellationToken stop)
    {
        await foreach (var delivery in Broker.ConsumeAsync("queue", cancellationToken: stop))
        {
            var text = delivery.Message.Text;

            // A delivery of before the failure may still be in hand while the other consumer acks the one of after it.
            Assert.False(acked.TryGetValue(text, out var ended) && IsLater(delivery.Lease, ended), $"{text} came back as {delivery.Lease} after the ack of {ended} was answered.");
            try
            {
                acking[text] = true;
                await delivery.AckAsync(CancellationToken.None);
                acked[text] = delivery.Lease;
            }
            catch (BrokerException failure) when (failure.Code is ErrorCode.OutcomeUnknown or ErrorCode.Unavailable or ErrorCode.StaleLease)
            {
                // It comes again, or it does not.
            }
        }
    }

    private static bool IsLater(LeaseRun lease, LeaseRun other) => (lease.Epoch, lease.Attempt).CompareTo((other.Epoch, other.Attempt)) > 0;

    // One sync fails, and whatever publish was waiting for it is told.
    private async Task FailNextSyncAsync(string queue = "queue")
    {
        _files.SyncsUntilFailure = 0;
        try
        {
            var error = await Assert.ThrowsAsync<BrokerException>(() => Broker.PublishAsync(queue, new Message($"unknown {Guid.NewGuid()}")).AsTask().Within("a publish to fail"));
            Assert.True(error.Code is ErrorCode.OutcomeUnknown or ErrorCode.Unavailable, $"{error}");
        }
        finally
        {
            _files.SyncsUntilFailure = null;
        }
    }

    private Task PublishSurelyAsync(string text) => RetryAsync(async () => await Broker.PublishAsync("queue", new Message(text))).Within($"'{text}' to be published");

    private async Task<IReadOnlyList<Delivery>> ReceiveAllAsync() => await Broker.ReceiveAsync("queue", new ReceiveOptions { MaxMessages = 10_000 });

    // The broker takes a moment to recover, and says so.
    private static async Task<T> RetryAsync<T>(Func<Task<T>> work)
    {
        while (true)
        {
            try
            {
                return await work();
            }
            catch (BrokerException failure) when (failure.Code is not ErrorCode.InvalidArgument)
            {
                await Task.Yield();
            }
        }
    }

    private static BrokerException Unready(EntityDescription seen) => new(ErrorCode.Unavailable, $"Not yet: {seen}");
}
