using Actors.Client.Tests.Servers;
using Actors.Protocol.Native;

namespace Actors.Client.Tests;

public sealed class PublisherTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_client_with_an_id_numbers_what_it_publishes_for_each_name_by_itself()
    {
        var (client, server) = await _server.ConnectAsync(options => options.Publisher = "p");
        await using var _ = client;
        var first = client.PublishAsync("q", MessageBatch.Of(new Message("a"), new Message("b")));
        var one = await ConfirmAsync(server, 0, 2);
        Assert.Equal(("p", 0), (one.Publisher, one.FirstSequence));
        await Wait.For(first, "the confirm");

        var other = client.PublishAsync("other", new Message("c"));
        Assert.Equal(0, (await ConfirmAsync(server, 0, 1)).FirstSequence);
        await Wait.For(other, "the confirm");

        var second = client.PublishAsync("q", new Message("d"));
        var two = await ConfirmAsync(server, 2, 1);
        Assert.Equal((one.PublisherEpoch, 2), (two.PublisherEpoch, two.FirstSequence));
        await Wait.For(second, "the confirm");
    }

    [Fact]
    public async Task What_was_under_way_when_the_connection_broke_is_sent_again_before_what_came_later()
    {
        var (client, first) = await _server.ConnectAsync(options => options.Publisher = "p");
        await using var _ = client;
        var lost = client.PublishAsync("q", new Message("lost")).AsTask();
        var (_, sent) = await first.ReadAsync<PublishWithFrame>();
        first.Close();
        var second = await _server.WelcomeAsync();
        var (id, again) = await second.ReadAsync<PublishWithFrame>();
        Assert.Equal((sent.Name, sent.Options), (again.Name, again.Options));
        Assert.True(sent.Messages.Span.SequenceEqual(again.Messages.Span));

        var later = client.PublishAsync("q", new Message("later"));
        await second.SendAsync(id, new ConfirmedFrame(new PublishReceipt(9, 1, []) { Duplicates = [new PublishDuplicate(0, 4)] }));
        Assert.Equal(4, await Wait.For(lost, "the confirm"));
        Assert.Equal(1, (await ConfirmAsync(second, 9, 1)).FirstSequence);
        Assert.Equal(9, await Wait.For(later, "the confirm"));
    }

    [Fact]
    public async Task A_refusal_of_what_was_sent_again_leaves_the_outcome_unknown()
    {
        var (client, first) = await _server.ConnectAsync(options => options.Publisher = "p");
        await using var _ = client;
        var lost = client.PublishAsync("q", new Message("lost")).AsTask();
        await first.ReadAsync<PublishWithFrame>();
        first.Close();
        var second = await _server.WelcomeAsync();
        var (id, _) = await second.ReadAsync<PublishWithFrame>();
        await second.SendAsync(id, new ErrorFrame(ErrorCode.Fenced, "too late"));
        await Wait.ForError(lost, ErrorCode.OutcomeUnknown, "the unknown outcome");
    }

    [Fact]
    public void An_id_is_part_of_the_connection_string()
    {
        Assert.Equal("a b", ActorsClientOptions.Parse("actors://localhost?name=n&publisher=a%20b").Publisher);
        Assert.Throws<BrokerException>(() => ActorsClientOptions.Parse("actors://localhost?publisher="));
    }

    private static async Task<PublishOptions> ConfirmAsync(ServerConnection server, long firstOffset, int count)
    {
        var (id, publish) = await server.ReadAsync<PublishWithFrame>();
        await server.SendAsync(id, new ConfirmedFrame(new PublishReceipt(firstOffset, count, [])));
        return publish.Options;
    }
}
