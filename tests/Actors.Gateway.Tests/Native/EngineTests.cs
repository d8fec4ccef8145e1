using Actors.Gateway.Tests.Support;
using Actors.Protocol.Native;

namespace Actors.Gateway.Tests.Native;

/// <summary>The protocol over a real broker, told as a newcomer would try it.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("actors-gateway-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task A_message_is_published_delivered_failed_redelivered_and_acked_for_good()
    {
        await using var host = await StartAsync();
        using var client = await host.WelcomeAsync();
        await client.AskAsync<DeclareQueueFrame, OkFrame>(1, new DeclareQueueFrame(new QueueDefinition("q")));
        var confirmed = await client.AskAsync<PublishFrame, ConfirmedFrame>(2, new PublishFrame("q"u8.ToArray(), MessageBatch.Of(new Message("work")).Messages));
        Assert.Equal((0, 1, 0), (confirmed.Receipt.FirstOffset, confirmed.Receipt.Count, confirmed.Receipt.Refused.Count));

        await client.SendAsync(3, new AttachFrame(9, "q", 10));
        var first = await NextRunAsync(client);
        Assert.Equal((0, 1, 1), (first.Leases.FirstOffset, first.Leases.Count, first.Leases.Attempt));
        await client.SendAsync(0, new SettleFrame(new SettleTarget(9, null, WantsAnswer: false), new[] { new Settlement(first.Leases, SettleVerb.Nack) }));
        var second = await NextRunAsync(client);
        Assert.Equal(2, second.Leases.Attempt);

        var settled = await client.AskAsync<SettleFrame, SettledFrame>(4, new SettleFrame(new SettleTarget(9, null, WantsAnswer: true), new[] { new Settlement(first.Leases, SettleVerb.Ack), new Settlement(second.Leases, SettleVerb.Ack) }));
        Assert.Equal([first.Leases], settled.Stale.ToArray());
        var described = await client.AskAsync<DescribeFrame, DescribedFrame>(5, new DescribeFrame("q"));
        Assert.Equal((0, 0, 1), (described.Entities.Span[0].Ready, described.Entities.Span[0].Leased, described.Entities.Span[0].Acked));
    }

    [Fact]
    public async Task What_a_dropped_connection_held_comes_to_the_next_consumer()
    {
        await using var host = await StartAsync();
        using var other = await host.WelcomeAsync();
        await other.AskAsync<DeclareQueueFrame, OkFrame>(1, new DeclareQueueFrame(new QueueDefinition("q")));
        await other.AskAsync<PublishFrame, ConfirmedFrame>(2, new PublishFrame("q"u8.ToArray(), MessageBatch.Of(new Message("work")).Messages));
        using (var dying = await host.WelcomeAsync())
        {
            await dying.SendAsync(3, new AttachFrame(9, "q", 10));
            await NextRunAsync(dying);
            dying.Reset();
        }

        await other.SendAsync(3, new AttachFrame(9, "q", 10));
        var run = await NextRunAsync(other);
        Assert.Equal((0, 2), (run.Leases.FirstOffset, run.Leases.Attempt));
    }

    [Fact]
    public async Task Every_subscription_of_a_topic_gets_every_message()
    {
        await using var host = await StartAsync();
        using var client = await host.WelcomeAsync();
        await client.AskAsync<DeclareTopicFrame, OkFrame>(1, new DeclareTopicFrame(new TopicDefinition("t")));
        await client.AskAsync<DeclareSubscriptionFrame, OkFrame>(2, new DeclareSubscriptionFrame(new SubscriptionDefinition("t", "a")));
        await client.AskAsync<DeclareSubscriptionFrame, OkFrame>(3, new DeclareSubscriptionFrame(new SubscriptionDefinition("t", "b")));
        await client.AskAsync<PublishFrame, ConfirmedFrame>(4, new PublishFrame("t"u8.ToArray(), MessageBatch.Of(new Message("news")).Messages));
        foreach (var source in new[] { "t/a", "t/b" })
        {
            var received = await client.AskAsync<ReceiveFrame, ReceivedFrame>(5, new ReceiveFrame(source, 10));
            Assert.Equal(0, received.Runs.ToArray().Single().Leases.FirstOffset);
        }
    }

    [Fact]
    public async Task A_dead_lettered_message_can_be_browsed_with_its_provenance()
    {
        await using var host = await StartAsync();
        using var client = await host.WelcomeAsync();
        await client.AskAsync<DeclareQueueFrame, OkFrame>(1, new DeclareQueueFrame(new QueueDefinition("dead")));
        await client.AskAsync<DeclareQueueFrame, OkFrame>(2, new DeclareQueueFrame(new QueueDefinition("q") { DeadLetterQueue = "dead" }));
        await client.AskAsync<PublishFrame, ConfirmedFrame>(3, new PublishFrame("q"u8.ToArray(), MessageBatch.Of(new Message("bad")).Messages));
        var received = await client.AskAsync<ReceiveFrame, ReceivedFrame>(4, new ReceiveFrame("q", 1));
        await client.AskAsync<SettleFrame, SettledFrame>(5, new SettleFrame(new SettleTarget(0, "q", WantsAnswer: true), new[] { new Settlement(received.Runs.Span[0].Leases, SettleVerb.Reject) }));
        await client.AskAsync<ReceiveFrame, ReceivedFrame>(6, new ReceiveFrame("dead", 1, TimeSpan.FromSeconds(10)));
        var browsed = await client.AskAsync<BrowseFrame, BrowsedFrame>(7, new BrowseFrame("dead", new BrowseOptions { MaxMessages = 10 }));
        var entry = browsed.Entries.ToArray().Single();
        Assert.Equal(MessageState.Leased, entry.State);
        var run = entry.Message;
        Assert.Equal("q", EncodedMessage.Take(ref run).Decode().Headers[DeadLetterHeaders.Source].AsString());
    }

    [Fact]
    public async Task A_session_ends_when_its_queue_is_deleted_and_the_connection_goes_on()
    {
        await using var host = await StartAsync();
        using var client = await host.WelcomeAsync();
        using var other = await host.WelcomeAsync();
        await client.AskAsync<DeclareQueueFrame, OkFrame>(1, new DeclareQueueFrame(new QueueDefinition("q")));
        await client.AskAsync<AttachFrame, OkFrame>(2, new AttachFrame(9, "q", 10));
        await other.AskAsync<DeleteFrame, RemovedFrame>(1, new DeleteFrame("q"));
        Assert.Equal(ErrorCode.Deleted, (await client.ReceiveAsync<ClosedFrame>()).Frame.Code);
        await client.AskAsync<PingFrame, PongFrame>(3, new PingFrame());
    }

    [Fact]
    public async Task Ten_thousand_pipelined_publishes_are_stored_in_their_order()
    {
        const int count = 10_000;
        await using var host = await StartAsync();
        using var client = await host.WelcomeAsync();
        await client.AskAsync<DeclareQueueFrame, OkFrame>(1, new DeclareQueueFrame(new QueueDefinition("q")));
        var sending = Task.Run(async () =>
        {
            for (uint i = 0; i < count; i++)
            {
                await client.SendAsync(i + 10, new PublishFrame("q"u8.ToArray(), MessageBatch.Of(new Message($"{i}")).Messages));
            }
        });
        for (var i = 0; i < count; i++)
        {
            var (id, confirmed) = await client.ReceiveAsync<ConfirmedFrame>();
            Assert.Equal(id - 10, confirmed.Receipt.FirstOffset);
        }

        await sending;
    }

    private static async Task<DeliveredRun> NextRunAsync(RawClient client)
    {
        while (true)
        {
            var (type, _, payload) = await client.ReceiveAsync("a delivery");
            if (type == FrameType.Deliver)
            {
                ReadOnlyMemory<byte> runs = payload;
                Assert.True(DeliveredRun.TryTake(ref runs, out var run));
                return run;
            }

            Assert.Equal(FrameType.Ok, type);
        }
    }

    private Task<GatewayHost> StartAsync() => GatewayHost.StartAsync(services => services.AddActors(options => options.DataPath = _data.FullName));
}
