using System.Text;
using Actors.Client.Tests.Servers;
using Actors.Protocol.Native;

namespace Actors.Client.Tests;

public sealed class RequestTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Definitions_reach_the_broker_as_they_are()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var queue = new QueueDefinition("q") { DeliveryLimit = 3, Ephemeral = true, LeaseTimeout = TimeSpan.FromSeconds(5), DeadLetterQueue = "dead" };
        var subscription = new SubscriptionDefinition("t", "s") { DeadLetterQueue = "" };

        var declaring = client.DeclareAsync(queue);
        Assert.Equal(queue, (await server.OkAsync<DeclareQueueFrame>()).Queue);
        await Wait.For(declaring, "the queue");
        declaring = client.DeclareAsync(new TopicDefinition("t"));
        await server.OkAsync<DeclareTopicFrame>();
        await Wait.For(declaring, "the topic");
        declaring = client.DeclareAsync(subscription);
        Assert.Equal(subscription, (await server.OkAsync<DeclareSubscriptionFrame>()).Subscription);
        await Wait.For(declaring, "the subscription");
    }

    [Fact]
    public async Task A_refused_definition_is_an_error_with_the_brokers_words()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var declaring = client.DeclareAsync(new QueueDefinition("q")).AsTask();
        var (id, _) = await server.ReadAsync<DeclareQueueFrame>();
        await server.SendAsync(id, new ErrorFrame(ErrorCode.DefinitionMismatch, "the queue 'q' has another lease timeout"));

        var error = await Wait.ForError(declaring, ErrorCode.DefinitionMismatch, "the refusal");
        Assert.Equal("the queue 'q' has another lease timeout", error.Message);
    }

    [Fact]
    public async Task A_code_of_a_newer_broker_is_an_internal_error()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var purging = client.PurgeAsync("q").AsTask();
        var (id, _) = await server.ReadAsync<PurgeFrame>();
        await server.SendAsync(id, new ErrorFrame((ErrorCode)999, "something new"));

        await Wait.ForError(purging, ErrorCode.Internal, "the error");
    }

    [Fact]
    public async Task An_invalid_definition_is_never_sent()
    {
        var (client, _) = await _server.ConnectAsync();
        await using var _ = client;
        await Assert.ThrowsAsync<BrokerException>(async () => await client.DeclareAsync(new QueueDefinition("a/b")));
        await Assert.ThrowsAsync<BrokerException>(async () => await client.PublishAsync("a b", new Message("x")));
        await Assert.ThrowsAsync<BrokerException>(async () => await client.ReceiveAsync("q", new ReceiveOptions { MaxMessages = 0 }));
    }

    [Fact]
    public async Task Long_answers_come_in_several_frames()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var listing = client.ListAsync("a", 10);
        var (id, list) = await server.ReadAsync<ListFrame>();
        Assert.Equal(new ListFrame("a", 10), list);
        EntityDescription Queue(string address) => new() { Address = address, Kind = EntityKind.Queue };
        await server.SendAsync(id, new DescribedFrame(true, new[] { Queue("b"), Queue("c") }));
        await server.SendAsync(id, new DescribedFrame(false, new[] { Queue("d") }));

        Assert.Equal(["b", "c", "d"], (await Wait.For(listing, "the list")).Select(entity => entity.Address));
    }

    [Fact]
    public async Task A_browse_shows_messages_and_their_state()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var browsing = client.BrowseAsync("q", 5, 2);
        var (id, browse) = await server.ReadAsync<BrowseFrame>();
        Assert.Equal(new BrowseFrame("q", new BrowseOptions { FromOffset = 5, MaxMessages = 2 }), browse);
        var message = MessageBatch.Of(new Message("a")).Messages;
        await server.SendAsync(id, new BrowsedFrame(false, new[] { new BrowsedEntry(6, MessageState.Leased, 2, DateTimeOffset.UnixEpoch, message) }));

        var browsed = Assert.Single(await Wait.For(browsing, "the messages"));
        Assert.Equal((6L, MessageState.Leased, 2, "a"), (browsed.Offset, browsed.State, browsed.Attempt, browsed.Message.Text));
    }

    [Fact]
    public async Task Received_messages_are_settled_by_the_name_of_their_source()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var receiving = client.ReceiveAsync("q", TimeSpan.FromSeconds(3));
        var (id, receive) = await server.ReadAsync<ReceiveFrame>();
        Assert.Equal("q", receive.Source);
        Assert.InRange(receive.Wait, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        await server.SendAsync(id, Received(offset: 4, "a"));
        var delivery = await Wait.For(receiving, "the message");
        Assert.Equal(("a", 4L), (Encoding.UTF8.GetString(delivery!.Body.Span), delivery.Offset));

        delivery.Nack(TimeSpan.FromSeconds(1));
        var (_, settle) = await server.ReadAsync<SettleFrame>();
        Assert.Equal("q", settle.Target.Source);
        Assert.Equal([new Settlement(delivery.Lease, SettleVerb.Nack, TimeSpan.FromSeconds(1))], settle.Settlements.ToArray());
    }

    [Fact]
    public async Task A_receive_without_messages_returns_none()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var receiving = client.ReceiveAsync("q", TimeSpan.Zero);
        var (id, _) = await server.ReadAsync<ReceiveFrame>();
        await server.SendAsync(id, new ReceivedFrame(false, default));

        Assert.Null(await Wait.For(receiving, "the empty answer"));
    }

    [Fact]
    public async Task A_cancelled_receive_is_called_off_and_what_comes_all_the_same_is_released()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        using var cancellation = new CancellationTokenSource();
        var receiving = client.ReceiveAsync("q", TimeSpan.FromMinutes(1), cancellation.Token).AsTask();
        var (id, _) = await server.ReadAsync<ReceiveFrame>();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.For(receiving, "the cancellation"));
        Assert.Equal(id, (await server.ReadAsync<CancelFrame>()).Id);
        await server.SendAsync(id, Received(offset: 4, "a"));

        var (_, settle) = await server.ReadAsync<SettleFrame>();
        Assert.Equal((4L, SettleVerb.Release), (settle.Settlements.Span[0].Leases.FirstOffset, settle.Settlements.Span[0].Verb));
    }

    [Fact]
    public async Task A_receive_whose_connection_breaks_waits_on_over_the_next_one()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        var receiving = client.ReceiveAsync("q", TimeSpan.FromMinutes(1));
        await first.ReadAsync<ReceiveFrame>();
        first.Close();
        var second = await _server.WelcomeAsync();
        var (id, receive) = await second.ReadAsync<ReceiveFrame>();
        Assert.InRange(receive.Wait, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        await second.SendAsync(id, Received(offset: 0, "a"));

        Assert.NotNull(await Wait.For(receiving, "the message"));
    }

    [Fact]
    public async Task Extending_a_lost_lease_is_told()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var lease = new LeaseRun(0, 1, 2, 1, 1);
        var extending = client.ExtendAsync("q", new[] { lease }, TimeSpan.FromSeconds(30));
        var (id, extend) = await server.ReadAsync<ExtendFrame>();
        Assert.Equal(("q", TimeSpan.FromSeconds(30)), (extend.Target.Source, extend.Timeout));
        await server.SendAsync(id, new SettledFrame(new[] { lease }));

        Assert.Equal([lease], (await Wait.For(extending, "the answer")).Stale);
    }

    private static ReceivedFrame Received(long offset, string body) => new(false, new[]
    {
        new DeliveredRun(new LeaseRun(0, 1, offset, 1, 1), DateTimeOffset.UnixEpoch, MessageBatch.Of(new Message(body)).Messages),
    });
}
