using Actors.Cluster.Tests.Clusters;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Actors.Cluster.Tests.Streams;

public sealed class StreamTests(StreamSilos silos) : IClassFixture<StreamSilos>
{
    private const string Space = "orders";

    private readonly string _key = Guid.NewGuid().ToString("N");

    private Recorder Seen => Recorder.Of(_key);

    private IReaderGrain Reader => silos.Second.Grains.GetGrain<IReaderGrain>(Guid.Parse(_key));

    [Fact]
    public async Task A_grain_that_subscribed_gets_every_event_once_and_in_order()
    {
        await Reader.SubscribeAsync(Space, _key);
        var stream = silos.Stream(Space, _key);

        var publishes = Enumerable.Range(0, 1000).Select(item => stream.OnNextAsync(item)).ToList();
        await Task.WhenAll(publishes);
        await Seen.UntilSeenAsync([999], "the last event");

        Assert.Equal(Enumerable.Range(0, 1000), Seen.Seen.Select(seen => seen.Item));
        Assert.Equal(Seen.Seen.Select(seen => seen.Offset).Order(), Seen.Seen.Select(seen => seen.Offset));
    }

    [Fact]
    public async Task A_grain_subscribed_by_its_attribute_is_activated_by_the_first_event()
    {
        var stream = silos.Stream(AttributeGrain.Space, _key);

        await stream.OnNextBatchAsync([1, 2, 3]);

        await Seen.UntilSeenAsync([1, 2, 3], "the batch");
        Assert.Equal([1, 2, 3], Seen.Seen.Select(seen => seen.Item));
    }

    [Fact]
    public async Task A_grain_that_has_left_is_activated_again_and_resumes()
    {
        await Reader.SubscribeAsync(Space, _key);
        await silos.Stream(Space, _key).OnNextAsync(1);
        await Seen.UntilSeenAsync([1], "the first event");
        await Reader.LeaveAsync();

        await silos.Stream(Space, _key).OnNextAsync(2);

        await Seen.UntilSeenAsync([2], "the event after the grain had left");
    }

    [Fact]
    public async Task A_failed_event_comes_again_before_those_behind_it()
    {
        Seen.Fails = (item, before) => item == 2 && before < 2;
        await Reader.SubscribeAsync(Space, _key);

        await silos.Stream(Space, _key).OnNextBatchAsync([1, 2, 3, 4]);

        await Seen.UntilSeenAsync([4], "the last event");
        Assert.Equal([1, 2, 2, 2, 3, 4], Seen.Seen.Select(seen => seen.Item));
    }

    [Fact]
    public async Task An_event_that_fails_too_often_is_dead_lettered_and_the_stream_goes_on()
    {
        Seen.Fails = (item, _) => item == 2;
        await Reader.SubscribeAsync(Space, _key);

        await silos.Stream(Space, _key).OnNextBatchAsync([1, 2, 3]);

        await Seen.UntilSeenAsync([3], "the event behind the one that fails");
        Assert.Equal([1, .. Enumerable.Repeat(2, StreamSilos.DeliveryLimit), 3], Seen.Seen.Select(seen => seen.Item));
        var dead = await silos.First.Broker.ReceiveAsync($"{StreamSilos.Provider}.dead-letter", TimeSpan.FromSeconds(10), retryMissing: true);
        Assert.Equal("delivery-limit", dead.Message.Headers[DeadLetterHeaders.Reason].AsString());
        Assert.StartsWith($"{StreamSilos.Provider}.{Space}.{_key}/", dead.Message.Headers[DeadLetterHeaders.Source].AsString(), StringComparison.Ordinal);
        await dead.AckAsync();
    }

    [Fact]
    public async Task A_subscriber_that_fails_holds_up_nobody_else()
    {
        var other = silos.First.Grains.GetGrain<IReaderGrain>(Guid.NewGuid());
        await other.SubscribeInBatchesAsync(Space, _key);
        await Reader.SubscribeAsync("other", _key);
        await silos.Stream(Space, _key).OnNextBatchAsync([1, 2, 3]);

        await Seen.UntilSeenAsync([1, 2, 3], "the batch");

        Assert.Equal(3, Seen.Batches.Sum());
    }

    [Fact]
    public async Task Completion_and_errors_of_the_producer_come_in_order()
    {
        await Reader.SubscribeAsync(Space, _key);
        var stream = silos.Stream(Space, _key);

        await stream.OnErrorAsync(new InvalidOperationException("out of paper"));
        await stream.OnCompletedAsync();
        await stream.OnNextAsync(1);

        await Seen.UntilSeenAsync([1], "the event behind the signals");
        Assert.Equal(["out of paper", "completed"], Seen.Signals);
    }

    [Fact]
    public async Task A_subscription_that_was_ended_gets_nothing_more()
    {
        await Reader.SubscribeAsync(Space, _key);
        await silos.Stream(Space, _key).OnNextAsync(1);
        await Seen.UntilSeenAsync([1], "the first event");
        Assert.Equal(1, await Reader.CountAsync(Space, _key));

        await Reader.UnsubscribeAsync(Space, _key);
        await silos.Stream(Space, _key).OnNextAsync(2);

        Assert.Equal(0, await Reader.CountAsync(Space, _key));
        Assert.Equal(0, (await silos.First.Broker.DescribeAsync($"{StreamSilos.Provider}.{Space}.{_key}")).Subscriptions);
        Assert.Equal([1], Seen.Distinct);
    }

    [Fact]
    public async Task Resuming_with_a_token_passes_over_the_events_before_it()
    {
        Seen.Fails = (item, _) => item == 1;
        var handle = await Reader.SubscribeAsync(Space, _key);
        var stream = silos.Stream(Space, _key);
        await stream.OnNextBatchAsync([1, 2, 3, 4]);
        await Seen.UntilSeenAsync([1], "the first event");
        var first = Seen.Seen[0].Offset;

        await Reader.ResumeAsync(handle, new Orleans.Providers.Streams.Common.EventSequenceTokenV2(first + 2));

        await Seen.UntilSeenAsync([4], "the last event");
        Assert.Equal([1, 3, 4], Seen.Distinct);
    }

    [Fact]
    public async Task Somebody_else_may_subscribe_a_grain()
    {
        var provider = silos.First.Services.GetRequiredKeyedService<IStreamProvider>(StreamSilos.Provider);
        Assert.True(Orleans.Streams.PubSub.StreamSubscriptionManagerExtensions.TryGetStreamSubscriptionManager(provider, out var manager));
        var stream = StreamId.Create(Space, _key);
        var added = await manager.AddSubscription(StreamSilos.Provider, stream, (GrainReference)Reader);

        await silos.Stream(Space, _key).OnNextAsync(1);

        await Seen.UntilSeenAsync([1], "the event");
        Assert.Equal([added.SubscriptionId], (await manager.GetSubscriptions(StreamSilos.Provider, stream)).Select(subscription => subscription.SubscriptionId));
        await manager.RemoveSubscription(StreamSilos.Provider, stream, added.SubscriptionId);
        Assert.Empty(await manager.GetSubscriptions(StreamSilos.Provider, stream));
    }

    [Fact]
    public async Task A_message_for_later_is_refused_because_all_behind_it_would_wait()
    {
        var stream = silos.First.Services.GetRequiredKeyedService<IStreamProvider>(StreamSilos.Provider).GetStream<Message>("raw", _key);

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => stream.OnNextAsync(new Message("later") { DeliverAt = DateTimeOffset.UtcNow.AddHours(1) }));

        Assert.Contains("DeliverAt", refusal.Message);
    }

    [Fact]
    public async Task A_stream_of_messages_is_the_topic_as_it_is()
    {
        await Reader.SubscribeAsync("numbers", _key);
        var topic = $"{StreamSilos.Provider}.raw.{_key}";
        var seen = new TaskCompletionSource<Message>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stream = silos.First.Services.GetRequiredKeyedService<IStreamProvider>(StreamSilos.Provider).GetStream<Message>("raw", _key);
        var handle = await stream.SubscribeAsync((message, _) =>
        {
            seen.TrySetResult(message);
            return Task.CompletedTask;
        });

        await silos.Second.Broker.PublishAsync(topic, new Message("plain") { Key = "k" });

        var message = await seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("plain", message.Text);
        Assert.Equal("k", message.Key);
        await handle.UnsubscribeAsync();
    }
}
