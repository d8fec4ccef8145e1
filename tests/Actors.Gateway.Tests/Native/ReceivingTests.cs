using Actors.Gateway.Tests.Support;
using Actors.Protocol.Native;

namespace Actors.Gateway.Tests.Native;

public class ReceivingTests
{
    [Fact]
    public async Task What_was_received_comes_as_it_is_encoded()
    {
        var broker = new ScriptedBroker();
        broker.Receiving = (source, options, _) =>
        {
            Assert.Equal(("q", 5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9)), (source, options.MaxMessages, options.Wait, options.LeaseTimeout));
            return Task.FromResult<IReadOnlyList<Delivery>>([DeliveryOf(broker, 3, new Message("three") { Key = "k" })]);
        };
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        var received = await client.AskAsync<ReceiveFrame, ReceivedFrame>(1, new ReceiveFrame("q", 5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9)));
        Assert.False(received.More);
        var run = received.Runs.ToArray().Single();
        Assert.Equal(new LeaseRun(0, 1, 3, 1, 1), run.Leases);
        Assert.Equal(MessageBatch.Of(new Message("three") { Key = "k" }).Messages.ToArray(), run.Messages.ToArray());
    }

    [Fact]
    public async Task Many_large_messages_come_in_several_frames()
    {
        var broker = new ScriptedBroker();
        broker.Receiving = (_, _, _) => Task.FromResult<IReadOnlyList<Delivery>>([.. Enumerable.Range(0, 7).Select(i => DeliveryOf(broker, i, new Message(new byte[40_000])))]);
        await using var host = await GatewayHost.StartAsync(broker, options => options.Limits = new Limits { MessageBytes = 41_000, FrameBytes = 110_000 });
        using var client = await host.WelcomeAsync();
        await client.SendAsync(1, new ReceiveFrame("q", 100));
        var offsets = new List<long>();
        for (var more = true; more;)
        {
            var (id, received) = await client.ReceiveAsync<ReceivedFrame>();
            Assert.Equal(1u, id);
            offsets.AddRange(received.Runs.ToArray().Select(run => run.Leases.FirstOffset));
            more = received.More;
        }

        Assert.Equal([0, 1, 2, 3, 4, 5, 6], offsets);
    }

    [Fact]
    public async Task A_cancelled_receive_is_answered_at_once_and_empty()
    {
        var waiting = new TaskCompletionSource();
        var broker = new ScriptedBroker { Receiving = (_, _, cancelled) => WaitAsync(waiting, cancelled) };
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.SendAsync(1, new ReceiveFrame("q", 1, TimeSpan.FromMinutes(1)));
        await waiting.Task.Within("the receive");
        await client.SendAsync(1, new CancelFrame());
        var (id, received) = await client.ReceiveAsync<ReceivedFrame>();
        Assert.Equal((1u, false, 0), (id, received.More, received.Runs.Length));

        // This one has crossed the answer.
        await client.SendAsync(1, new CancelFrame());
        await client.AskAsync<PingFrame, PongFrame>(2, new PingFrame());
    }

    [Fact]
    public async Task The_waits_of_a_connection_end_with_it()
    {
        var waiting = new TaskCompletionSource();
        var broker = new ScriptedBroker();
        var ended = new TaskCompletionSource();
        broker.Receiving = async (_, _, cancelled) =>
        {
            cancelled.Register(ended.SetResult);
            return await WaitAsync(waiting, cancelled);
        };
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.SendAsync(1, new ReceiveFrame("q", 1, TimeSpan.FromMinutes(1)));
        await waiting.Task.Within("the receive");
        client.Reset();
        await ended.Task.Within("the end of the wait");
    }

    [Fact]
    public async Task Messages_that_arrive_for_a_connection_that_is_gone_are_given_back()
    {
        var waiting = new TaskCompletionSource();
        var arrived = new TaskCompletionSource<IReadOnlyList<Delivery>>();
        var broker = new ScriptedBroker();
        broker.Receiving = (_, _, _) =>
        {
            waiting.SetResult();
            return arrived.Task;
        };
        await using var host = await GatewayHost.StartAsync(broker);
        using var client = await host.WelcomeAsync();
        await client.SendAsync(1, new ReceiveFrame("q", 1, TimeSpan.FromMinutes(1)));
        await waiting.Task.Within("the receive");
        client.Reset();
        await host.ConnectionsAsync(0);
        var delivery = DeliveryOf(broker, 3, new Message("late"));
        arrived.SetResult([delivery]);
        var (source, settlements) = await broker.NextSettleAsync();
        Assert.Equal(("q", new Settlement(delivery.Lease, SettleVerb.Release)), (source, Assert.Single(settlements)));
    }

    [Fact]
    public async Task A_receive_out_of_range_is_refused()
    {
        await using var host = await GatewayHost.StartAsync(new ScriptedBroker());
        using var client = await host.WelcomeAsync();
        var error = await client.AskAsync<ReceiveFrame, ErrorFrame>(1, new ReceiveFrame("q", 0));
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
    }

    private static async Task<IReadOnlyList<Delivery>> WaitAsync(TaskCompletionSource waiting, CancellationToken cancelled)
    {
        var end = new TaskCompletionSource<IReadOnlyList<Delivery>>();
        await using var registration = cancelled.Register(() => end.TrySetCanceled(cancelled));
        waiting.SetResult();
        return await end.Task;
    }

    private static Delivery DeliveryOf(IBroker broker, long offset, Message message)
    {
        var run = MessageBatch.Of(message).Messages;
        return new Delivery(broker, "q", new LeaseRun(0, 1, offset, 1, 1), DateTimeOffset.UnixEpoch, EncodedMessage.Take(ref run));
    }
}
