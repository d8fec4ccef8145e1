using System.Diagnostics;
using System.Diagnostics.Metrics;
using Actors.Client.Tests.Servers;

namespace Actors.Client.Tests;

/// <summary>Listeners are global to the process, so these tests only look at what names their own queue.</summary>
public sealed class TelemetryTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_publish_carries_the_trace_it_is_part_of_and_the_consumer_joins_it()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var stopped = new List<Activity>();
        using var listener = Listen("traced", stopped);
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        request.TraceStateString = "vendor=1";

        var publishing = client.PublishAsync("traced", new Message("a") { Headers = { ["mine"] = 1 } });
        var publish = await server.ConfirmAsync(0);
        await Wait.For(publishing, "the confirm");
        var messages = publish.Messages;
        var encoded = EncodedMessage.Take(ref messages);
        var span = Assert.Single(stopped);
        Assert.Equal(("publish traced", ActivityKind.Producer, request.SpanId), (span.DisplayName, span.Kind, span.ParentSpanId));
        Assert.Equal("actors", span.GetTagItem("messaging.system"));
        Assert.Equal((span.Id, "vendor=1", 1L), (
            encoded.Decode().Headers[TraceContext.ParentHeader].AsString(),
            encoded.Decode().Headers[TraceContext.StateHeader].AsString(),
            encoded.Decode().Headers["mine"].AsInteger()));

        request.Stop();
        var delivery = new Delivery(client, "traced", new LeaseRun(0, 1, 0, 1, 1), DateTimeOffset.UnixEpoch, encoded);
        using var work = delivery.StartActivity();
        Assert.Equal((request.TraceId, span.SpanId, ActivityKind.Consumer), (work!.TraceId, work.ParentSpanId, work.Kind));
    }

    [Fact]
    public async Task A_failed_publish_marks_its_activity()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var stopped = new List<Activity>();
        using var listener = Listen("failing", stopped);

        var publishing = client.PublishAsync("failing", new Message("a")).AsTask();
        var (id, _) = await server.ReadAsync<Protocol.Native.PublishFrame>();
        await server.SendAsync(id, new Protocol.Native.ErrorFrame(ErrorCode.StorageFull, "the disk is full"));
        await Wait.ForError(publishing, ErrorCode.StorageFull, "the error");

        var span = Assert.Single(stopped);
        Assert.Equal((ActivityStatusCode.Error, "StorageFull"), (span.Status, span.GetTagItem("error.type")));
    }

    [Fact]
    public async Task Without_an_activity_a_message_stays_as_it_is()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        Assert.Null(Activity.Current);

        var message = new Message("a");
        Assert.Same(message, TraceContext.Inject(message));
        Assert.Equal(default, TraceContext.Extract(message));
        Assert.Equal(default, TraceContext.Extract(new Message("a") { Headers = { [TraceContext.ParentHeader] = "nonsense" } }));
    }

    [Fact]
    public async Task Messages_are_counted_by_destination_and_outcome()
    {
        var (client, server) = await _server.ConnectAsync();
        await using var _ = client;
        var counted = new List<(string Instrument, double Value)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Meter.Name == BrokerTelemetry.Name)
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.Start();

        var publishing = client.PublishAsync("counted", [new Message("a"), new Message("b")]);
        await server.ConfirmAsync(0);
        await Wait.For(publishing, "the confirm");

        lock (counted)
        {
            Assert.Contains(("messaging.client.sent.messages", 2), counted);
            Assert.Contains(counted, count => count is { Instrument: "messaging.client.operation.duration", Value: > 0 });
        }

        void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "messaging.destination.name", Value: "counted" })
                {
                    lock (counted)
                    {
                        counted.Add((instrument.Name, value));
                    }
                }
            }
        }
    }

    private static ActivityListener Listen(string destination, List<Activity> stopped)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BrokerTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (Equals(activity.GetTagItem("messaging.destination.name"), destination))
                {
                    stopped.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
