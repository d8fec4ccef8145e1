using System.Diagnostics;

namespace Actors.Contract.Suites;

public abstract class TraceContextSuite<TFixture> : BrokerSuite<TFixture>
    where TFixture : IBrokerFixture, new()
{
    [Fact]
    public async Task A_message_carries_the_trace_of_its_publisher()
    {
        var queue = await QueueAsync();
        using var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.TraceStateString = "vendor=1";
        await Broker.PublishAsync(queue, new Message("a"));
        await Broker.PublishAsync(queue, [new Message("b")]);
        activity.Stop();

        foreach (var delivery in await ReceiveAsync(queue, max: 2))
        {
            Assert.Equal(activity.TraceId, TraceContext.Extract(delivery.Message).TraceId);
            Assert.Equal("vendor=1", TraceContext.Extract(delivery.Message).TraceState);
        }
    }

    [Fact]
    public async Task A_message_that_has_a_trace_keeps_it_and_one_without_gets_none()
    {
        var queue = await QueueAsync();
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await Broker.PublishAsync(queue, new Message("a"));
        using var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        await Broker.PublishAsync(queue, new Message("b") { Headers = new MessageHeaders { [TraceContext.ParentHeader] = Parent } });

        var deliveries = await ReceiveAsync(queue, max: 2);
        Assert.False(deliveries[0].Message.Headers.TryGet(TraceContext.ParentHeader, out _));
        Assert.Equal(Parent, deliveries[1].Message.Headers[TraceContext.ParentHeader].AsString());
    }

    [Fact]
    public async Task A_handler_runs_inside_the_trace_of_the_publisher()
    {
        var queue = await QueueAsync();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BrokerTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        await Broker.PublishAsync(queue, new Message("a"));
        caller.Stop();

        using var stop = new CancellationTokenSource();
        Activity? seen = null;
        await Broker.ConsumeAsync(
            queue,
            (_, _) =>
            {
                seen = Activity.Current;
                stop.Cancel();
                return default;
            },
            cancellationToken: stop.Token).Within("the handler to run");
        Assert.NotNull(seen);
        Assert.Equal(caller.TraceId, seen.TraceId);
        Assert.Equal((ActivityKind.Consumer, $"process {queue}"), (seen.Kind, seen.OperationName));
    }
}
