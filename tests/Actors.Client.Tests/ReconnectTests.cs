using System.Threading.Channels;
using Actors.Client.Tests.Servers;
using Actors.Protocol.Native;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Client.Tests;

public sealed class ReconnectTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_publish_without_its_confirm_has_an_unknown_outcome_and_is_not_sent_again()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        var lost = client.PublishAsync("q", new Message("lost")).AsTask();
        await first.ReadAsync<PublishFrame>();
        first.Close();
        await Wait.ForError(lost, ErrorCode.OutcomeUnknown, "the unknown outcome");

        var second = await _server.WelcomeAsync();
        var next = client.PublishAsync("q", new Message("next"));
        Assert.Equal(["next"], ServerConnection.BodiesOf(await second.ConfirmAsync(1)));
        Assert.Equal(1, await Wait.For(next, "the confirm"));
    }

    [Fact]
    public async Task A_publish_made_without_a_connection_is_sent_over_the_next_one()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        var changes = Changes(client);
        first.Close();
        await ChangeTo(changes, ConnectionState.Connecting);
        var waiting = client.PublishAsync("q", new Message("patient"));

        var second = await _server.WelcomeAsync();
        Assert.Equal(["patient"], ServerConnection.BodiesOf(await second.ConfirmAsync(8)));
        Assert.Equal(8, await Wait.For(waiting, "the confirm"));
    }

    [Fact]
    public async Task Publishes_that_pile_up_share_frames()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        var changes = Changes(client);
        first.Close();
        await ChangeTo(changes, ConnectionState.Connecting);
        const int Count = 1000;
        var publishing = Enumerable.Range(0, Count).Select(i => client.PublishAsync("q", new Message($"{i}")).AsTask()).ToArray();

        var second = await _server.WelcomeAsync();
        var frames = 0;
        for (var bodies = 0; bodies < Count; frames++)
        {
            bodies += ServerConnection.CountOf(await second.ConfirmAsync(bodies));
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), await Wait.For(Task.WhenAll(publishing), "all confirms"));
        Assert.True(frames < Count / 100, $"{Count} publishes took {frames} frames.");
    }

    [Fact]
    public async Task Calls_fail_when_the_broker_stays_away_for_longer_than_patience()
    {
        var (client, first) = await _server.ConnectAsync(options => options.Patience = TimeSpan.FromMilliseconds(200));
        await using var _ = client;
        var changes = Changes(client);
        first.Close();
        await ChangeTo(changes, ConnectionState.Connecting);
        var publishing = client.PublishAsync("q", new Message("a")).AsTask();
        var declaring = client.DeclareAsync(new QueueDefinition("q")).AsTask();

        // Accepted and never welcomed: the connection is not there yet.
        await _server.AcceptAsync();
        await Wait.ForError(publishing, ErrorCode.Unavailable, "the end of patience");
        await Wait.ForError(declaring, ErrorCode.Unavailable, "the end of patience");
        await Wait.ForError(client.PublishAsync("q", new Message("b")).AsTask(), ErrorCode.Unavailable, "a prompt refusal");
    }

    [Fact]
    public async Task Consumers_attach_again_and_their_enumeration_goes_on()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        await using var deliveries = client.ConsumeAsync("q", new ConsumerOptions { Prefetch = 3 }).GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync();
        await first.DeliverAsync((await first.OkAsync<AttachFrame>()).Consumer, 0, 1, "a");
        await Wait.For(next, "the first delivery");
        next = deliveries.MoveNextAsync();
        first.Close();

        var second = await _server.WelcomeAsync();
        var attach = await second.OkAsync<AttachFrame>();
        Assert.Equal(("q", 3), (attach.Source, attach.Prefetch));
        await second.DeliverAsync(attach.Consumer, 0, 2, "a");
        Assert.True(await Wait.For(next, "the redelivery"));
        Assert.Equal(2, deliveries.Current.Attempt);
    }

    [Fact]
    public async Task What_was_fetched_and_not_handed_out_is_dropped_with_its_connection()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        await using var deliveries = client.ConsumeAsync("q").GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync();
        await first.DeliverAsync((await first.OkAsync<AttachFrame>()).Consumer, 0, 1, "a", "b", "c");
        await Wait.For(next, "the first delivery");
        first.Close();
        var second = await _server.WelcomeAsync();
        var attach = await second.OkAsync<AttachFrame>();
        await second.DeliverAsync(attach.Consumer, 0, 2, "a", "b");

        Assert.True(await Wait.For(deliveries.MoveNextAsync(), "the redelivery"));
        Assert.Equal((0L, 2), (deliveries.Current.Offset, deliveries.Current.Attempt));
    }

    [Fact]
    public async Task A_late_settlement_carries_the_attempt_it_belongs_to()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        await using var deliveries = client.ConsumeAsync("q").GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync();
        await first.DeliverAsync((await first.OkAsync<AttachFrame>()).Consumer, 0, 1, "a");
        await Wait.For(next, "the delivery");
        first.Close();
        var second = await _server.WelcomeAsync();
        await second.OkAsync<AttachFrame>();

        var acking = deliveries.Current.AckAsync().AsTask();
        var (id, settle) = await second.ReadAsync<SettleFrame>();
        Assert.Equal(1, settle.Settlements.Span[0].Leases.Attempt);
        await second.SendAsync(id, new SettledFrame(new[] { settle.Settlements.Span[0].Leases }));
        await Wait.ForError(acking, ErrorCode.StaleLease, "the stale answer");
    }

    [Fact]
    public async Task A_waited_for_ack_without_its_answer_has_an_unknown_outcome()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        var acking = client.SettleAsync("q", new[] { new Settlement(new LeaseRun(0, 1, 0, 1, 1), SettleVerb.Ack) }).AsTask();
        await first.ReadAsync<SettleFrame>();
        first.Close();

        await Wait.ForError(acking, ErrorCode.OutcomeUnknown, "the unknown outcome");
    }

    [Fact]
    public async Task A_source_that_is_gone_after_the_reconnect_ends_its_consumer()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        await using var deliveries = client.ConsumeAsync("q").GetAsyncEnumerator();
        var next = deliveries.MoveNextAsync().AsTask();
        await first.OkAsync<AttachFrame>();
        first.Close();
        var second = await _server.WelcomeAsync();
        var (id, _) = await second.ReadAsync<AttachFrame>();
        await second.SendAsync(id, new ErrorFrame(ErrorCode.NotFound, "no queue 'q'"));

        await Wait.ForError(next, ErrorCode.NotFound, "the end of the consumer");
    }

    [Fact]
    public async Task Harmless_requests_are_repeated_over_the_next_connection()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        var declaring = client.DeclareAsync(new QueueDefinition("q")).AsTask();
        await first.ReadAsync<DeclareQueueFrame>();
        first.Close();

        var second = await _server.WelcomeAsync();
        Assert.Equal("q", (await second.OkAsync<DeclareQueueFrame>()).Queue.Name);
        await Wait.For(declaring, "the declare");
    }

    [Fact]
    public async Task A_delete_without_its_answer_is_not_repeated()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        var deleting = client.DeleteAsync("q").AsTask();
        await first.ReadAsync<DeleteFrame>();
        first.Close();

        await Wait.ForError(deleting, ErrorCode.OutcomeUnknown, "the unknown outcome");
    }

    [Fact]
    public async Task A_goodbye_moves_the_client_on_once_the_old_broker_has_answered_what_was_sent_before()
    {
        await using var other = new ScriptedServer();
        var (client, first) = await _server.ConnectAsync(options => options.Endpoints = [_server.Endpoint, other.Endpoint]);
        await using var _ = client;
        var old = client.PublishAsync("q", new Message("old")).AsTask();
        var (oldId, _) = await first.ReadAsync<PublishFrame>();
        await first.SendAsync(0, new GoodbyeFrame(ErrorCode.Unavailable, "going down"));

        // Its answer is the last frame the old broker gets.
        await first.ReadAsync<GoodbyeFrame>();
        var second = await other.WelcomeAsync();
        var fresh = client.PublishAsync("q", new Message("fresh"));
        var next = second.ReadAsync<PublishFrame>();
        await first.SendAsync(oldId, new ConfirmedFrame(new PublishReceipt(1, 1, [])));
        Assert.Equal(1, await Wait.For(old, "the confirm of the old broker"));
        Assert.False(next.IsCompleted, "A publish overtook one that was made before.");
        first.Close();

        var (id, publish) = await next;
        Assert.Equal(["fresh"], ServerConnection.BodiesOf(publish));
        await second.SendAsync(id, new ConfirmedFrame(new PublishReceipt(2, 1, [])));
        Assert.Equal(2, await Wait.For(fresh, "the confirm of the new broker"));
    }

    [Fact]
    public async Task Bytes_that_are_not_the_protocol_end_the_connection_and_the_client_makes_another()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        var changes = Changes(client);
        var publishing = client.PublishAsync("q", new Message("a")).AsTask();
        await first.ReadAsync<PublishFrame>();
        await first.SendBytesAsync(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        await Wait.ForError(publishing, ErrorCode.OutcomeUnknown, "the unknown outcome");
        await _server.WelcomeAsync();

        await ChangeTo(changes, ConnectionState.Connected);
    }

    [Theory]
    [InlineData("an answer of the wrong type")]
    [InlineData("a confirm of too many messages")]
    [InlineData("an answer to no request")]
    [InlineData("a delivery run that ends too early")]
    public async Task A_broker_that_breaks_the_protocol_is_left(string how)
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        var attaching = client.AttachAsync("q", ConsumerOptions.Default, new DeafSink());
        var consumer = (await first.OkAsync<AttachFrame>()).Consumer;
        await Wait.For(attaching, "the consumer");
        var publishing = client.PublishAsync("q", new Message("a")).AsTask();
        var (id, _) = await first.ReadAsync<PublishFrame>();
        await (how switch
        {
            "an answer of the wrong type" => first.SendAsync(id, default(OkFrame)),
            "a confirm of too many messages" => first.SendAsync(id, new ConfirmedFrame(new PublishReceipt(0, 2, []))),
            "an answer to no request" => first.SendAsync(id + 1000, default(OkFrame)),
            _ => first.SendAsync(consumer, new DeliverFrame(ShortRun())),
        });

        await Wait.ForError(publishing, ErrorCode.OutcomeUnknown, "the unknown outcome");
        await _server.WelcomeAsync();
    }

    [Fact]
    public async Task A_silent_broker_is_pinged_and_then_taken_for_dead()
    {
        var clock = new FakeTimeProvider();
        var (client, first) = await _server.ConnectAsync(options => options.TimeProvider = clock);
        await using var _ = client;

        clock.Advance(first.Idle / 2);
        await first.ReadAsync<PingFrame>();
        clock.Advance(first.Idle / 2);
        await first.ClosedByClientAsync();
        await _server.WelcomeAsync();
    }

    [Fact]
    public async Task A_silent_broker_is_left_for_the_next_as_soon_as_the_client_wants()
    {
        await using var other = new ScriptedServer();
        var clock = new FakeTimeProvider();
        var silence = TimeSpan.FromSeconds(2);
        var (client, first) = await _server.ConnectAsync(options =>
            (options.TimeProvider, options.LongestSilence, options.Endpoints) = (clock, silence, [_server.Endpoint, other.Endpoint]));
        await using var _ = client;

        clock.Advance(silence / 2);
        await first.ReadAsync<PingFrame>();
        clock.Advance(silence / 2);
        await first.ClosedByClientAsync();
        await other.WelcomeAsync();
    }

    [Fact]
    public async Task A_broker_that_answers_pings_is_kept()
    {
        var clock = new FakeTimeProvider();
        var (client, server) = await _server.ConnectAsync(options => options.TimeProvider = clock);
        await using var _ = client;

        for (var i = 0; i < 5; i++)
        {
            clock.Advance(server.Idle / 2);
            await server.ReadAsync<PingFrame>();

            // Any frame is a sign of life, and once this one was answered it was heard. More pings may come before.
            await server.SendAsync(5, default(PingFrame));
            while ((await server.ReadAsync()).Type != FrameType.Pong)
            {
            }
        }

        Assert.Equal(ConnectionState.Connected, client.State);
    }

    [Fact]
    public async Task A_ping_of_the_broker_is_answered_with_its_id()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        await server.SendAsync(77, default(PingFrame));

        Assert.Equal(77u, (await server.ReadAsync<PongFrame>()).Id);
    }

    private static ReadOnlyMemory<byte> ShortRun()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var messages = MessageBatch.Of(new Message("only one")).Messages.Span;
        DeliverFrame.Write(output, 1, new DeliveryRun(new LeaseRun(0, 1, 0, 2, 1), DateTimeOffset.UnixEpoch, messages));
        return output.WrittenMemory[Frame.HeaderBytes..];
    }

    private static ChannelReader<ConnectionState> Changes(ActorsClient client)
    {
        var changes = Channel.CreateUnbounded<ConnectionState>();
        client.ConnectionChanged += change => changes.Writer.TryWrite(change.State);
        return changes;
    }

    private static async Task ChangeTo(ChannelReader<ConnectionState> changes, ConnectionState state)
    {
        while (await Wait.For(changes.ReadAsync(), $"the change to {state}") != state)
        {
        }
    }

    private sealed class DeafSink : IDeliverySink
    {
        public void Deliver(in DeliveryRun run)
        {
        }

        public void Closed(BrokerException? reason)
        {
        }
    }
}
