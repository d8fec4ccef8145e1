using Actors.Client.Tests.Servers;
using Actors.Protocol.Native;

namespace Actors.Client.Tests;

public sealed class ConsumeTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_enumeration_attaches_with_its_options_and_hands_out_what_is_delivered()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        await using var deliveries = client.ConsumeAsync("q", new ConsumerOptions { Prefetch = 7, LeaseTimeout = TimeSpan.FromSeconds(9) }).GetAsyncEnumerator();

        var next = deliveries.MoveNextAsync();
        var attach = await server.OkAsync<AttachFrame>();
        Assert.Equal(("q", 7, TimeSpan.FromSeconds(9)), (attach.Source, attach.Prefetch, attach.LeaseTimeout));
        await server.DeliverAsync(attach.Consumer, firstOffset: 10, attempt: 2, "a", "b");

        Assert.True(await Wait.For(next, "the first delivery"));
        Assert.Equal(("a", 10L, 2, true, "q"), Facts(deliveries.Current));
        Assert.True(await Wait.For(deliveries.MoveNextAsync(), "the second delivery"));
        Assert.Equal(("b", 11L, 2, true, "q"), Facts(deliveries.Current));
    }

    [Fact]
    public async Task Neighbouring_acks_travel_as_one_run()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        await using var deliveries = client.ConsumeAsync("q").GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync();
        var attach = await server.OkAsync<AttachFrame>();
        await server.DeliverAsync(attach.Consumer, 0, 1, [.. Enumerable.Range(0, 500).Select(i => $"{i}")]);

        await Wait.For(next, "the first delivery");
        for (var i = 0; i < 500; i++)
        {
            deliveries.Current.Ack();
            if (i < 499)
            {
                Assert.True(await Wait.For(deliveries.MoveNextAsync(), "a delivery"));
            }
        }

        var acked = 0L;
        var frames = 0;
        for (; acked < 500; frames++)
        {
            var (_, settle) = await server.ReadAsync<SettleFrame>();
            Assert.Equal(("q", false), (settle.Target.Source, settle.Target.WantsAnswer));
            foreach (var settlement in settle.Settlements.ToArray())
            {
                Assert.Equal((acked, SettleVerb.Ack, 1), (settlement.Leases.FirstOffset, settlement.Verb, settlement.Leases.Attempt));
                acked += settlement.Leases.Count;
            }
        }

        Assert.True(frames < 250, $"500 acks took {frames} frames.");
    }

    [Fact]
    public async Task Auto_ack_acks_a_message_when_the_next_one_is_asked_for()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        await using var deliveries = client.ConsumeAsync("q", new ConsumerOptions { AutoAck = true }).GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync();
        var attach = await server.OkAsync<AttachFrame>();
        await server.DeliverAsync(attach.Consumer, 5, 1, "a");
        await Wait.For(next, "the first delivery");

        var third = deliveries.MoveNextAsync();
        var (_, settle) = await server.ReadAsync<SettleFrame>();
        Assert.Equal([new Settlement(new LeaseRun(0, 1, 5, 1, 1), SettleVerb.Ack)], settle.Settlements.ToArray());
        await server.DeliverAsync(attach.Consumer, 6, 1, "b");
        Assert.True(await Wait.For(third, "the next delivery"));
    }

    [Fact]
    public async Task Leaving_the_enumeration_nacks_what_was_left_unsettled_releases_the_rest_and_detaches()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var deliveries = client.ConsumeAsync("q").GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync();
        var attach = await server.OkAsync<AttachFrame>();
        await server.DeliverAsync(attach.Consumer, 0, 1, "a", "b", "c");
        await Wait.For(next, "the first delivery");

        var leaving = deliveries.DisposeAsync();
        var (settlements, detached) = await server.ReadUntilDetachAsync();
        Assert.Equal(
            [new Settlement(new LeaseRun(0, 1, 0, 1, 1), SettleVerb.Nack), new Settlement(new LeaseRun(0, 1, 1, 2, 1), SettleVerb.Release)],
            settlements);
        Assert.Equal(attach.Consumer, detached);
        await server.SendAsync(attach.Consumer, new ClosedFrame(ErrorCode.None, ""));
        await Wait.For(leaving, "the end of the enumeration");
    }

    [Fact]
    public async Task Cancelling_ends_the_enumeration_without_an_error()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        using var cancellation = new CancellationTokenSource();
        var count = 0;
        var consuming = Task.Run(async () =>
        {
            await foreach (var delivery in client.ConsumeAsync("q", cancellationToken: cancellation.Token))
            {
                count++;
                await cancellation.CancelAsync();
            }
        });

        var attach = await server.OkAsync<AttachFrame>();
        await server.DeliverAsync(attach.Consumer, 0, 1, "a", "b");
        var (settlements, _) = await server.ReadUntilDetachAsync();
        Assert.Equal(new Settlement(new LeaseRun(0, 1, 1, 1, 1), SettleVerb.Release), settlements[^1]);
        await server.SendAsync(attach.Consumer, new ClosedFrame(ErrorCode.None, ""));
        await Wait.For(consuming, "the end of the enumeration");

        Assert.Equal(1, count);
    }

    [Fact]
    public async Task A_deleted_source_ends_the_enumeration_with_its_reason()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        await using var deliveries = client.ConsumeAsync("q").GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync().AsTask();
        var attach = await server.OkAsync<AttachFrame>();
        await server.SendAsync(attach.Consumer, new ClosedFrame(ErrorCode.Deleted, "the queue 'q' was deleted"));

        var error = await Wait.ForError(next, ErrorCode.Deleted, "the reason");
        Assert.Equal(ErrorScope.Session, error.Scope);
    }

    [Fact]
    public async Task A_refused_attach_is_the_enumerations_error()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        await using var deliveries = client.ConsumeAsync("nowhere").GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync().AsTask();
        var (id, _) = await server.ReadAsync<AttachFrame>();
        await server.SendAsync(id, new ErrorFrame(ErrorCode.NotFound, "no queue 'nowhere'"));

        await Wait.ForError(next, ErrorCode.NotFound, "the refusal");
    }

    [Fact]
    public async Task A_consumer_the_broker_cannot_serve_for_a_while_attaches_again()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        await using var deliveries = client.ConsumeAsync("q").GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync();
        var first = await server.OkAsync<AttachFrame>();
        await server.SendAsync(first.Consumer, new ClosedFrame(ErrorCode.Unavailable, "the queue is moving"));
        var second = await server.OkAsync<AttachFrame>();
        await server.DeliverAsync(second.Consumer, 0, 1, "a");

        Assert.True(await Wait.For(next, "a delivery"));
    }

    [Fact]
    public async Task A_waited_for_ack_is_answered_and_a_stale_one_is_told_to_its_own_caller_only()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        await using var deliveries = client.ConsumeAsync("q").GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync();
        var attach = await server.OkAsync<AttachFrame>();
        await server.DeliverAsync(attach.Consumer, 0, 1, "a", "b");
        await Wait.For(next, "the first delivery");
        var a = deliveries.Current;
        await Wait.For(deliveries.MoveNextAsync(), "the second delivery");
        var b = deliveries.Current;

        var acks = new[] { a.AckAsync().AsTask(), b.AckAsync().AsTask() };
        for (var answered = 0; answered < 2;)
        {
            var (id, settle) = await server.ReadAsync<SettleFrame>();
            Assert.True(settle.Target.WantsAnswer);
            answered += settle.Settlements.Length;
            var stale = settle.Settlements.ToArray().Select(settlement => settlement.Leases).Where(lease => lease.FirstOffset == b.Offset);
            await server.SendAsync(id, new SettledFrame(stale.ToArray()));
        }

        await Wait.For(acks[0], "the first answer");
        await Wait.ForError(acks[1], ErrorCode.StaleLease, "the stale answer");
    }

    [Fact]
    public async Task A_changed_prefetch_is_told_and_one_out_of_range_is_refused()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var attaching = client.AttachAsync("q", ConsumerOptions.Default, new NoSink());
        var attach = await server.OkAsync<AttachFrame>();
        var consumer = await Wait.For(attaching, "the consumer");

        consumer.SetPrefetch(0);
        var (id, frame) = await server.ReadAsync<SetPrefetchFrame>();
        Assert.Equal((attach.Consumer, 0), (id, frame.Prefetch));
        Assert.Throws<BrokerException>(() => consumer.SetPrefetch(-1));
    }

    [Fact]
    public async Task A_sink_that_throws_loses_its_consumer_and_nobody_elses()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var sink = new NoSink { Throws = true };
        var attaching = client.AttachAsync("bad", ConsumerOptions.Default, sink);
        var bad = await server.OkAsync<AttachFrame>();
        await Wait.For(attaching, "the consumer");
        await server.DeliverAsync(bad.Consumer, 0, 1, "a");
        await server.ReadAsync<DetachFrame>();
        Assert.Equal(ErrorCode.Internal, (await Wait.For(sink.Reason.Task, "the sink's end"))!.Code);

        var publishing = client.PublishAsync("q", new Message("b"));
        await server.ConfirmAsync(1);
        await Wait.For(publishing, "a confirm on the same connection");
    }

    [Fact]
    public async Task A_handler_acks_what_it_finished_and_nacks_what_it_could_not()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        using var cancellation = new CancellationTokenSource();
        var consuming = client.ConsumeAsync(
            "q",
            (delivery, _) => delivery.Offset == 1 ? throw new InvalidOperationException("cannot do this one") : default,
            cancellationToken: cancellation.Token);
        var attach = await server.OkAsync<AttachFrame>();
        await server.DeliverAsync(attach.Consumer, 0, 1, "good", "bad");

        var verbs = new Dictionary<long, Settlement>();
        while (verbs.Count < 2)
        {
            foreach (var settlement in (await server.ReadAsync<SettleFrame>()).Frame.Settlements.ToArray())
            {
                verbs.Add(settlement.Leases.FirstOffset, settlement);
            }
        }

        Assert.Equal((SettleVerb.Ack, SettleVerb.Nack), (verbs[0].Verb, verbs[1].Verb));
        Assert.True(verbs[1].Delay > TimeSpan.Zero, "A failing handler must not get its message back at once.");
        await cancellation.CancelAsync();
        await server.ReadAsync<DetachFrame>();
        await server.SendAsync(attach.Consumer, new ClosedFrame(ErrorCode.None, ""));
        await Wait.For(consuming, "the end of the handler's loop");
    }

    [Fact]
    public async Task Closing_the_client_detaches_its_consumers_so_that_nothing_counts_as_failed()
    {
        var (client, server) = await _server.ConnectAsync(options => options.CloseTimeout = TimeSpan.FromMinutes(1));
        var sink = new NoSink();
        var attaching = client.AttachAsync("q", ConsumerOptions.Default, sink);
        var attach = await server.OkAsync<AttachFrame>();
        await Wait.For(attaching, "the consumer");

        var closing = client.DisposeAsync();
        Assert.Equal(attach.Consumer, (await server.ReadUntilDetachAsync()).Consumer);
        await server.SendAsync(attach.Consumer, new ClosedFrame(ErrorCode.None, ""));
        var (ping, _) = await server.ReadAsync<PingFrame>();
        await server.SendAsync(ping, default(PongFrame));
        await Wait.For(closing, "the close");
        Assert.Null(await Wait.For(sink.Reason.Task, "the sink's end"));
    }

    private static (string, long, int, bool, string) Facts(Delivery delivery) =>
        (delivery.Message.Text, delivery.Offset, delivery.Attempt, delivery.Redelivered, delivery.Source);

    private sealed class NoSink : IDeliverySink
    {
        public bool Throws { get; init; }

        public TaskCompletionSource<BrokerException?> Reason { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Deliver(in DeliveryRun run)
        {
            if (Throws)
            {
                throw new InvalidOperationException("a fault of the sink");
            }
        }

        public void Closed(BrokerException? reason) => Reason.TrySetResult(reason);
    }
}
