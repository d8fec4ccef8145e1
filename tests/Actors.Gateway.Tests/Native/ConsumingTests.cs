using Actors.Gateway.Tests.Support;
using Actors.Protocol.Native;

namespace Actors.Gateway.Tests.Native;

public class ConsumingTests
{
    [Fact]
    public async Task A_session_gets_deliveries_settles_them_and_is_detached()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "t/s", 10, TimeSpan.FromSeconds(5)));
        var consumer = await broker.NextConsumerAsync();
        Assert.Equal(("t/s", 10, TimeSpan.FromSeconds(5)), (consumer.Source, consumer.Options.Prefetch, consumer.Options.LeaseTimeout));

        consumer.Deliver(100, new Message("a"), new Message("b"));
        var (id, deliver) = await client.ReceiveAsync<DeliverFrame>();
        Assert.Equal(9u, id);
        var run = Assert.Single(Runs(deliver));
        Assert.Equal(new LeaseRun(0, 1, 100, 2, 1), run.Leases);
        Assert.Equal(MessageBatch.Of(new Message("a"), new Message("b")).Messages.ToArray(), run.Messages.ToArray());

        var settlement = new Settlement(run.Leases, SettleVerb.Nack, TimeSpan.FromSeconds(1));
        await client.SendAsync(0, new SettleFrame(new SettleTarget(9, null, WantsAnswer: false), new[] { settlement }));
        var settled = await broker.NextSettleAsync();
        Assert.Equal("t/s", settled.Source);
        Assert.Equal(settlement, Assert.Single(settled.Settlements));

        await client.SendAsync(9, new SetPrefetchFrame(0));
        Assert.Equal(0, await consumer.NextPrefetchAsync());
        await client.SendAsync(9, new DetachFrame());
        Assert.Equal(new ClosedFrame(ErrorCode.None, ""), (await client.ReceiveAsync<ClosedFrame>()).Frame);
        await consumer.Disposed.Within("the end of the consumer");
        Assert.False(consumer.Abandoned);
    }

    [Fact]
    public async Task A_settle_with_an_answer_lists_what_was_stale()
    {
        var stale = new LeaseRun(0, 1, 7, 1, 1);
        var broker = new ScriptedBroker { Stale = [stale] };
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        var settled = await client.AskAsync<SettleFrame, SettledFrame>(3, new SettleFrame(new SettleTarget(0, "q", WantsAnswer: true), new[] { new Settlement(stale, SettleVerb.Ack) }));
        Assert.Equal([stale], settled.Stale.ToArray());
        var extended = await client.AskAsync<ExtendFrame, SettledFrame>(4, new ExtendFrame(new SettleTarget(0, "q", WantsAnswer: true), TimeSpan.FromSeconds(5), new[] { stale }));
        Assert.Equal([stale], extended.Stale.ToArray());
    }

    [Fact]
    public async Task For_a_consumer_that_is_gone_every_lease_is_stale()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.WelcomeAsync();
        var leases = new LeaseRun(0, 1, 7, 3, 1);
        await client.SendAsync(0, new SettleFrame(new SettleTarget(9, null, WantsAnswer: false), new[] { new Settlement(leases, SettleVerb.Ack) }));
        var settled = await client.AskAsync<SettleFrame, SettledFrame>(3, new SettleFrame(new SettleTarget(9, null, WantsAnswer: true), new[] { new Settlement(leases, SettleVerb.Ack) }));
        Assert.Equal([leases], settled.Stale.ToArray());
    }

    [Fact]
    public async Task A_settle_out_of_range_is_refused_whether_an_answer_was_wanted_or_not()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.WelcomeAsync();
        var bad = new Settlement(new LeaseRun(0, 1, 7, 3, 1), (SettleVerb)9);
        Assert.Equal(ErrorCode.InvalidArgument, (await client.AskAsync<SettleFrame, ErrorFrame>(3, new SettleFrame(new SettleTarget(0, "q", WantsAnswer: false), new[] { bad }))).Code);
        Assert.Equal(ErrorCode.InvalidArgument, (await client.AskAsync<SettleFrame, ErrorFrame>(4, new SettleFrame(new SettleTarget(0, "q", WantsAnswer: true), new[] { bad }))).Code);
        Assert.Equal(ErrorCode.LimitExceeded, (await client.AskAsync<SettleFrame, ErrorFrame>(5, new SettleFrame(new SettleTarget(0, "q", WantsAnswer: true), default))).Code);
    }

    [Fact]
    public async Task A_session_ends_when_its_source_is_deleted_and_its_id_is_free_again()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 10));
        var consumer = await broker.NextConsumerAsync();
        consumer.Sink.Closed(new BrokerException(ErrorCode.Deleted, "'q' was deleted."));
        Assert.Equal(new ClosedFrame(ErrorCode.Deleted, "'q' was deleted."), (await client.ReceiveAsync<ClosedFrame>()).Frame);

        // These have crossed the Closed.
        await client.SendAsync(9, new SetPrefetchFrame(5));
        await client.SendAsync(9, new DetachFrame());
        await client.AskAsync<AttachFrame, OkFrame>(2, new AttachFrame(9, "q", 10));
    }

    [Fact]
    public async Task A_session_may_be_paused_and_detached_while_it_is_still_being_attached()
    {
        var attaching = new TaskCompletionSource();
        var broker = new ScriptedBroker { Attaching = _ => attaching.Task };
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.SendAsync(1, new AttachFrame(9, "q", 10));
        await client.SendAsync(9, new SetPrefetchFrame(3));
        await client.SendAsync(2, new AttachFrame(10, "q", 10));
        await client.SendAsync(10, new DetachFrame());
        await client.AskAsync<PingFrame, PongFrame>(5, new PingFrame());
        attaching.SetResult();
        var consumers = new[] { await broker.NextConsumerAsync(), await broker.NextConsumerAsync() };
        await Task.WhenAny(consumers.Select(consumer => consumer.NextPrefetchAsync())).Unwrap();
        await Task.WhenAny(consumers.Select(consumer => consumer.Disposed)).Within("the end of one consumer");
    }

    [Fact]
    public async Task A_refused_attach_leaves_its_id_free()
    {
        var broker = new ScriptedBroker { Attaching = _ => throw new BrokerException(ErrorCode.NotFound, "no such queue") };
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        Assert.Equal(ErrorCode.NotFound, (await client.AskAsync<AttachFrame, ErrorFrame>(1, new AttachFrame(9, "q", 10))).Code);
        Assert.Equal(ErrorCode.InvalidArgument, (await client.AskAsync<AttachFrame, ErrorFrame>(2, new AttachFrame(9, "q", Limits.Prefetch + 1))).Code);
        broker.Attaching = null;
        await client.AskAsync<AttachFrame, OkFrame>(3, new AttachFrame(9, "q", 10));
    }

    [Fact]
    public async Task A_session_closed_while_it_was_being_attached_has_its_Ok_first_or_only_its_Error()
    {
        var reason = new BrokerException(ErrorCode.Deleted, "gone");
        var broker = new ScriptedBroker
        {
            Attaching = sink =>
            {
                sink.Closed(reason);
                return Task.CompletedTask;
            },
        };
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 10));
        Assert.Equal((9u, new ClosedFrame(ErrorCode.Deleted, "gone")), await client.ReceiveAsync<ClosedFrame>());

        broker.Attaching = sink =>
        {
            sink.Closed(null);
            throw reason;
        };
        Assert.Equal(ErrorCode.Deleted, (await client.AskAsync<AttachFrame, ErrorFrame>(2, new AttachFrame(9, "q", 10))).Code);
        await client.AskAsync<PingFrame, PongFrame>(3, new PingFrame());
    }

    [Fact]
    public async Task The_consumer_over_the_limit_is_refused()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker(), options => options.Limits = new Limits { ConsumersPerConnection = 1 });
        using var client = await host.WelcomeAsync();
        await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(1, "q", 10));
        Assert.Equal(ErrorCode.LimitExceeded, (await client.AskAsync<AttachFrame, ErrorFrame>(2, new AttachFrame(2, "q", 10))).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_ends_gives_its_leases_back_at_once(bool reset)
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 10));
        var consumer = await broker.NextConsumerAsync();
        if (reset)
        {
            client.Reset();
        }
        else
        {
            client.HalfClose();
        }

        await consumer.Disposed.Within("the end of the consumer");
        Assert.True(consumer.Abandoned);
        await host.ConnectionsAsync(0);
        consumer.Deliver(1, new Message("too late"));
    }

    [Fact]
    public async Task A_run_longer_than_a_frame_comes_in_several()
    {
        var broker = new ScriptedBroker();
        await using var host = await GatewayHost.StartAsync(broker, options => options.Limits = new Limits { MessageBytes = 40_000, FrameBytes = 110_000 });
        using var client = await host.WelcomeAsync();
        await client.AskAsync<AttachFrame, OkFrame>(1, new AttachFrame(9, "q", 10));
        var consumer = await broker.NextConsumerAsync();
        consumer.Deliver(100, [.. Enumerable.Range(0, 5).Select(i => new Message(new byte[40_000 - 100]) { Id = $"{i}" })]);
        var got = new List<(long Offset, string? Id)>();
        while (got.Count < 5)
        {
            var (_, deliver) = await client.ReceiveAsync<DeliverFrame>();
            foreach (var run in Runs(deliver))
            {
                var messages = run.Messages;
                for (var i = 0; i < run.Leases.Count; i++)
                {
                    got.Add((run.Leases.FirstOffset + i, EncodedMessage.Take(ref messages).Decode().Id));
                }

                Assert.True(messages.IsEmpty);
            }
        }

        Assert.Equal([(100, "0"), (101, "1"), (102, "2"), (103, "3"), (104, "4")], got);
    }

    private static List<DeliveredRun> Runs(DeliverFrame frame)
    {
        var runs = new List<DeliveredRun>();
        for (var left = frame.Runs; DeliveredRun.TryTake(ref left, out var run);)
        {
            runs.Add(run);
        }

        return runs;
    }
}
