using Actors.Client.Tests.Servers;
using Actors.Protocol.Native;

namespace Actors.Client.Tests;

public sealed class PublishTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_single_publish_goes_out_at_once_and_returns_its_offset()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;

        var publishing = client.PublishAsync("q", new Message("a"));
        var publish = await server.ConfirmAsync(firstOffset: 41);

        Assert.Equal("q", publish.NameText);
        Assert.Equal(["a"], ServerConnection.BodiesOf(publish));
        Assert.Equal(41, await Wait.For(publishing, "the confirm"));
    }

    [Fact]
    public async Task A_burst_of_publishes_keeps_its_order_and_each_gets_its_own_offset()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        const int Count = 1000;

        var publishing = Enumerable.Range(0, Count).Select(i => client.PublishAsync("q", new Message($"{i}")).AsTask()).ToArray();
        var bodies = new List<string>();
        while (bodies.Count < Count)
        {
            bodies.AddRange(ServerConnection.BodiesOf(await server.ConfirmAsync(firstOffset: 100 + bodies.Count)));
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i}"), bodies);
        Assert.Equal(Enumerable.Range(100, Count).Select(i => (long)i), await Wait.For(Task.WhenAll(publishing), "all confirms"));
    }

    [Fact]
    public async Task Publishes_to_several_queues_keep_their_names()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;

        var publishing = Enumerable.Range(0, 30).Select(i => client.PublishAsync($"q{i % 3}", new Message($"q{i % 3}")).AsTask()).ToArray();
        for (var seen = 0; seen < 30;)
        {
            var publish = await server.ConfirmAsync(0);
            Assert.All(ServerConnection.BodiesOf(publish), body => Assert.Equal(publish.NameText, body));
            seen += ServerConnection.CountOf(publish);
        }

        await Wait.For(Task.WhenAll(publishing), "all confirms");
    }

    [Fact]
    public async Task Confirms_may_come_in_any_order()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;

        var first = client.PublishAsync("q", MessageBatch.Of(new Message("a"), new Message("b")));
        var (firstId, _) = await server.ReadAsync<PublishFrame>();
        var second = client.PublishAsync("q", new Message("c"));
        var (secondId, _) = await server.ReadAsync<PublishFrame>();
        await server.SendAsync(secondId, new ConfirmedFrame(new PublishReceipt(7, 1, [])));
        Assert.Equal(7, await Wait.For(second, "the second confirm"));
        Assert.False(first.IsCompleted);
        await server.SendAsync(firstId, new ConfirmedFrame(new PublishReceipt(5, 2, [])));

        Assert.Equal(new PublishReceipt(5, 2, []), await Wait.For(first, "the first confirm"));
    }

    [Fact]
    public async Task A_refused_message_fails_only_its_own_call()
    {
        var (client, server) = await _server.ConnectAsync(options => options.UnconfirmedMessages = 4);
        await using var _ = client;

        // The first one fills the broker's hands, so that the next ones wait and travel together.
        var blocker = client.PublishAsync("q", MessageBatch.Of([.. Enumerable.Range(0, 4).Select(i => new Message($"{i}"))]));
        var (blockerId, _) = await server.ReadAsync<PublishFrame>();
        var calls = new[] { client.PublishAsync("q", new Message("a")), client.PublishAsync("q", new Message("b")) }.Select(call => call.AsTask()).ToArray();
        var batch = client.PublishAsync("q", MessageBatch.Of(new Message("c"), new Message("d")));
        await server.SendAsync(blockerId, new ConfirmedFrame(new PublishReceipt(0, 4, [])));
        var (id, publish) = await server.ReadAsync<PublishFrame>();
        Assert.Equal(["a", "b", "c", "d"], ServerConnection.BodiesOf(publish));
        var full = new PublishRefusal(0, ErrorCode.StorageFull, "no room for it");
        await server.SendAsync(id, new ConfirmedFrame(new PublishReceipt(4, 4, [full with { Index = 1 }, full with { Index = 3 }])));

        await Wait.For(blocker, "the first confirm");
        Assert.Equal(4, await Wait.For(calls[0], "the first result"));
        await Wait.ForError(calls[1], ErrorCode.StorageFull, "the refusal");
        var receipt = await Wait.For(batch, "the batch's result");
        Assert.Equal((5L, 2), (receipt.FirstOffset, receipt.Count));
        Assert.Equal([full with { Index = 1 }], receipt.Refused);
    }

    [Fact]
    public async Task An_error_for_a_frame_reaches_every_call_in_it_and_the_connection_goes_on()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;

        var publishing = client.PublishAsync("nowhere", new Message("a")).AsTask();
        var (id, _) = await server.ReadAsync<PublishFrame>();
        await server.SendAsync(id, new ErrorFrame(ErrorCode.NotFound, "no queue 'nowhere'"));
        var error = await Wait.ForError(publishing, ErrorCode.NotFound, "the error");
        Assert.Contains("nowhere", error.Message);

        var next = client.PublishAsync("q", new Message("b"));
        await server.ConfirmAsync(3);
        Assert.Equal(3, await Wait.For(next, "the next confirm"));
    }

    [Fact]
    public async Task Too_large_a_message_is_refused_before_it_is_sent()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;

        await Wait.ForError(client.PublishAsync("q", new Message(new byte[ServerConnection.MessageBytes])).AsTask(), ErrorCode.LimitExceeded, "the refusal");
        var next = client.PublishAsync("q", new Message("small"));
        Assert.Equal(["small"], ServerConnection.BodiesOf(await server.ConfirmAsync(0)));
        await Wait.For(next, "the confirm");
    }

    [Fact]
    public async Task Publishes_beyond_the_window_wait_for_confirms_and_keep_their_order()
    {
        var (client, server) = await _server.ConnectAsync(options => options.UnconfirmedMessages = 10);
        await using var _ = client;

        var publishing = Enumerable.Range(0, 100).Select(i => client.PublishAsync("q", new Message($"{i}")).AsTask()).ToArray();
        var bodies = new List<string>();
        while (bodies.Count < 100)
        {
            // Everything that may be unconfirmed is read before anything is confirmed.
            var held = new List<(uint Id, int Count)>();
            for (var count = 0; count < 10 && bodies.Count < 100;)
            {
                var (id, publish) = await server.ReadAsync<PublishFrame>();
                var read = ServerConnection.BodiesOf(publish);
                held.Add((id, read.Count));
                bodies.AddRange(read);
                count += read.Count;
                Assert.True(count <= 10, $"{count} messages were unconfirmed.");
            }

            foreach (var (id, count) in held)
            {
                await server.SendAsync(id, new ConfirmedFrame(new PublishReceipt(0, count, [])));
            }
        }

        await Wait.For(Task.WhenAll(publishing), "all confirms");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), bodies);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_and_its_late_confirm_confuses_nobody()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        using var cancellation = new CancellationTokenSource();

        var cancelled = client.PublishAsync("q", new Message("a"), cancellation.Token).AsTask();
        var (firstId, _) = await server.ReadAsync<PublishFrame>();
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => Wait.For(cancelled, "the cancellation"));

        var next = client.PublishAsync("q", new Message("b"));
        var (secondId, _) = await server.ReadAsync<PublishFrame>();
        await server.SendAsync(firstId, new ConfirmedFrame(new PublishReceipt(1, 1, [])));
        await server.SendAsync(secondId, new ConfirmedFrame(new PublishReceipt(2, 1, [])));
        Assert.Equal(2, await Wait.For(next, "the confirm"));
    }

    [Fact]
    public async Task A_publish_cancelled_while_it_waits_for_room_is_never_sent()
    {
        var (client, server) = await _server.ConnectAsync(options => options.UnconfirmedMessages = 1);
        await using var _ = client;
        using var cancellation = new CancellationTokenSource();

        var first = client.PublishAsync("q", new Message("a"));
        var cancelled = client.PublishAsync("q", new Message("b"), cancellation.Token).AsTask();
        var last = client.PublishAsync("q", new Message("c"));
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => Wait.For(cancelled, "the cancellation"));
        await server.ConfirmAsync(0);

        Assert.Equal(["c"], ServerConnection.BodiesOf(await server.ConfirmAsync(1)));
        await Wait.For(first, "the first confirm");
        await Wait.For(last, "the last confirm");
    }

    [Fact]
    public async Task A_broker_that_does_not_read_slows_publishers_and_loses_nothing()
    {
        var (client, server) = await _server.ConnectAsync(options => options.UnconfirmedBytes = 64 * 1024 * 1024);
        await using var _ = client;
        var body = new byte[60_000];

        // More than any socket buffer holds, so that writing gets stuck in the middle of a frame.
        var publishing = Enumerable.Range(0, 300).Select(i => client.PublishAsync("q", new Message(body) { Id = $"{i}" }).AsTask()).ToArray();
        for (var seen = 0; seen < 300;)
        {
            seen += ServerConnection.CountOf(await server.ConfirmAsync(seen));
        }

        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), await Wait.For(Task.WhenAll(publishing), "all confirms"));
    }

    [Fact]
    public async Task Closing_waits_for_publishes_under_way()
    {
        var (client, server) = await _server.ConnectAsync(options => options.CloseTimeout = TimeSpan.FromMinutes(1));

        var publishing = client.PublishAsync("q", new Message("a"));
        var closing = client.DisposeAsync();
        await server.ConfirmAsync(9);
        var (ping, _) = await server.ReadAsync<PingFrame>();
        await server.SendAsync(ping, default(PongFrame));

        Assert.Equal(9, await Wait.For(publishing, "the confirm"));
        await Wait.For(closing, "the close");
        await server.ClosedByClientAsync();
    }
}
