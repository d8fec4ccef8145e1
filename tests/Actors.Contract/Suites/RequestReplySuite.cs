namespace Actors.Contract.Suites;

public abstract class RequestReplySuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task Requests_get_their_own_replies()
    {
        var queue = await QueueAsync();
        using var stop = new CancellationTokenSource();
        var servers = Enumerable.Range(0, 3).Select(_ => ServeAsync(queue, stop.Token)).ToList();
        await using (var client = new RequestClient(Broker))
        {
            var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => client.RequestAsync(queue, new Message($"{number}"), Waiting.Patience).AsTask()))
                .Within("200 replies");
            Assert.Equal(Enumerable.Range(0, 200).Select(number => $"{number} done"), replies.Select(reply => reply.Text));
        }

        await stop.CancelAsync();
        await Task.WhenAll(servers).Within("the servers to end");
    }

    [Fact]
    public async Task Two_clients_do_not_get_each_others_replies()
    {
        var queue = await QueueAsync();
        using var stop = new CancellationTokenSource();
        var server = ServeAsync(queue, stop.Token);
        await using var one = new RequestClient(Broker);
        await using var two = new RequestClient(await Fixture.ConnectAsync());
        var first = one.RequestAsync(queue, new Message("a"), Waiting.Patience).AsTask();
        var second = two.RequestAsync(queue, new Message("b"), Waiting.Patience).AsTask();
        Assert.Equal("a done", (await first.Within("the reply to one")).Text);
        Assert.Equal("b done", (await second.Within("the reply to two")).Text);
        await stop.CancelAsync();
        await server.Within("the server to end");
    }

    [Fact]
    public async Task A_request_that_nobody_answers_times_out_by_name()
    {
        var queue = await QueueAsync();
        await using var client = new RequestClient(Broker);
        await AssertRefusedAsync(ErrorCode.Timeout, () => client.RequestAsync(queue, new Message("a"), TimeSpan.FromMilliseconds(50)).AsTask(), queue);
        await AssertRefusedAsync(ErrorCode.NotFound, () => client.RequestAsync(Unique("missing"), new Message("a"), Waiting.Patience).AsTask(), "missing");
    }

    [Fact]
    public async Task A_cancelled_request_stops_waiting_and_the_next_one_works()
    {
        var queue = await QueueAsync();
        await using var client = new RequestClient(Broker);
        using var cancellation = new CancellationTokenSource();
        var request = client.RequestAsync(queue, new Message("a"), Waiting.Patience, cancellation.Token).AsTask();
        await (await Broker.ReceiveAsync(queue, Limits.LongestWait).AsTask().Within("the request"))!.AckAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request.Within("the request to stop waiting"));

        using var stop = new CancellationTokenSource();
        var server = ServeAsync(queue, stop.Token);
        Assert.Equal("b done", (await client.RequestAsync(queue, new Message("b"), Waiting.Patience).AsTask().Within("a reply")).Text);
        await stop.CancelAsync();
        await server.Within("the server to end");
    }

    [Fact]
    public async Task A_message_that_asks_for_no_reply_cannot_be_answered()
    {
        var queue = await QueueAsync();
        await PublishAsync(queue, 1);
        var delivery = Assert.Single(await ReceiveAsync(queue));
        await AssertRefusedAsync(ErrorCode.InvalidArgument, () => delivery.ReplyAsync(new Message("b")).AsTask(), queue);
    }

    [Fact]
    public async Task The_queue_of_replies_goes_with_its_owner()
    {
        var queue = await QueueAsync();
        var client = new RequestClient(Broker);
        var request = client.RequestAsync(queue, new Message("a"), Waiting.Patience).AsTask();
        var delivery = (await Broker.ReceiveAsync(queue, Limits.LongestWait).AsTask().Within("the request"))!;
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => request.Within("the request to fail"));
        BrokerException? refusal = null;
        for (var attempt = 0; attempt < 1000 && refusal is null; attempt++)
        {
            try
            {
                await delivery.ReplyAsync(new Message("late"));
            }
            catch (BrokerException gone)
            {
                refusal = gone;
            }
        }

        Assert.True(refusal?.Code is ErrorCode.NotFound or ErrorCode.Deleted, $"{refusal}");
    }

    private Task ServeAsync(string queue, CancellationToken stop) => Broker.ConsumeAsync(
        queue, async (delivery, cancellation) => await delivery.ReplyAsync(new Message($"{delivery.Message.Text} done"), cancellation), concurrency: 4, cancellationToken: stop);
}
