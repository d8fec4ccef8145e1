using Actors.Client.Tests.Servers;
using Actors.Protocol.Native;

namespace Actors.Client.Tests;

public sealed class RequestReplyTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_reply_finds_its_request()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        await using var requests = new RequestClient(client);

        var first = requests.RequestAsync("work", new Message("first"));
        var (replies, consumer) = await OpenAsync(server);
        var firstRequest = await RequestOfAsync(server);
        var second = requests.RequestAsync("work", new Message("second"));
        var secondRequest = await RequestOfAsync(server);
        Assert.Equal((replies, replies), (firstRequest.ReplyTo, secondRequest.ReplyTo));

        await ReplyAsync(server, consumer, offset: 0, secondRequest.CorrelationId!, "to the second");
        await ReplyAsync(server, consumer, offset: 1, firstRequest.CorrelationId!, "to the first");
        Assert.Equal("to the second", (await Wait.For(second, "the second reply")).Text);
        Assert.Equal("to the first", (await Wait.For(first, "the first reply")).Text);
    }

    [Fact]
    public async Task A_request_without_a_reply_times_out()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        await using var requests = new RequestClient(client);
        var request = requests.RequestAsync("work", new Message("hello"), TimeSpan.FromMilliseconds(300)).AsTask();
        await OpenAsync(server);
        await RequestOfAsync(server);

        var error = await Wait.ForError(request, ErrorCode.Timeout, "the timeout");
        Assert.Contains("'work'", error.Message);
    }

    [Fact]
    public async Task The_reply_queue_is_declared_again_when_the_broker_has_forgotten_it()
    {
        var (client, first) = await _server.ConnectAsync();
        await using var _ = client;
        await using var requests = new RequestClient(client);
        var request = requests.RequestAsync("work", new Message("hello"));
        var (replies, _) = await OpenAsync(first);
        var sent = await RequestOfAsync(first);
        first.Close();

        var second = await _server.WelcomeAsync();
        var (id, _) = await second.ReadAsync<AttachFrame>();
        await second.SendAsync(id, new ErrorFrame(ErrorCode.NotFound, "no such queue"));
        var (again, consumer) = await OpenAsync(second);
        Assert.Equal(replies, again);
        await ReplyAsync(second, consumer, offset: 0, sent.CorrelationId!, "late but here");
        Assert.Equal("late but here", (await Wait.For(request, "the reply")).Text);
    }

    [Fact]
    public async Task Replying_publishes_to_where_the_request_says()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var delivery = DeliveryOf(client, new Message("question") { ReplyTo = "replies", CorrelationId = "17" });

        var replying = delivery.ReplyAsync(new Message("answer"));
        var publish = await server.ConfirmAsync(0);
        await Wait.For(replying, "the confirm");
        var messages = publish.Messages;
        var reply = EncodedMessage.Take(ref messages).Decode();
        Assert.Equal(("replies", "answer", "17"), (publish.NameText, reply.Text, reply.CorrelationId));
    }

    [Fact]
    public async Task Replying_to_what_is_no_request_is_refused()
    {
        var (client, _) = await _server.ConnectAsync();
        await using var _ = client;

        await Wait.ForError(DeliveryOf(client, new Message("no question")).ReplyAsync(new Message("answer")).AsTask(), ErrorCode.InvalidArgument, "the refusal");
    }

    private static Delivery DeliveryOf(IBroker broker, Message message)
    {
        var run = MessageBatch.Of(message).Messages;
        return new Delivery(broker, "work", new LeaseRun(0, 1, 0, 1, 1), DateTimeOffset.UnixEpoch, EncodedMessage.Take(ref run));
    }

    private static async Task<(string Queue, uint Consumer)> OpenAsync(ServerConnection server)
    {
        var declared = (await server.OkAsync<DeclareQueueFrame>()).Queue;
        Assert.True(declared.Ephemeral);
        var attach = await server.OkAsync<AttachFrame>();
        Assert.Equal(declared.Name, attach.Source);
        return (declared.Name, attach.Consumer);
    }

    // Acks of replies may come between.
    private static async Task<Message> RequestOfAsync(ServerConnection server)
    {
        var (id, publish) = await server.ReadAsync<PublishFrame>();
        await server.SendAsync(id, new ConfirmedFrame(new PublishReceipt(0, 1, [])));
        var messages = publish.Messages;
        return EncodedMessage.Take(ref messages).Decode();
    }

    private static Task ReplyAsync(ServerConnection server, uint consumer, long offset, string correlationId, string text)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var messages = MessageBatch.Of(new Message(text) { CorrelationId = correlationId }).Messages.Span;
        DeliverFrame.Write(output, consumer, new DeliveryRun(new LeaseRun(0, 1, offset, 1, 1), DateTimeOffset.UnixEpoch, messages));
        return server.SendBytesAsync(output.WrittenSpan.ToArray());
    }
}
