using Actors.Cluster.Tests.Clusters;
using Orleans.Streams;

namespace Actors.Cluster.Tests.Streams;

/// <summary>What users of streams complain about: events lost, skipped, stuck or out of order when silos or clients go.</summary>
public sealed class StreamFaultTests : IAsyncLifetime
{
    private const string Space = "orders";

    private readonly StreamSilos _silos = new();
    private readonly string _key = Guid.NewGuid().ToString("N");

    private Recorder Seen => Recorder.Of(_key);

    public Task InitializeAsync() => _silos.InitializeAsync();

    public Task DisposeAsync() => _silos.DisposeAsync();

    [Fact]
    public async Task Events_of_before_a_full_restart_are_delivered_after_it_though_nobody_publishes()
    {
        Seen.Fails = (_, _) => true;
        await ReaderAt(_silos.First).SubscribeAsync(Space, _key);
        await _silos.Stream(Space, _key).OnNextBatchAsync([1, 2, 3]);
        await Seen.UntilSeenAsync([1], "the first try");
        await _silos.StopAsync();
        Seen.Fails = (_, _) => false;

        await _silos.StartAsync();

        await Seen.UntilSeenAsync([1, 2, 3], "the events from before the restart");
        Assert.Equal([1, 2, 3], Seen.Distinct);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task No_event_is_lost_or_overtaken_when_a_silo_dies(int victim)
    {
        const int Count = 3000;
        await _silos.StartAsync();
        await ReaderAt(_silos.First).SubscribeAsync(Space, _key);
        var producer = _silos.All[2];
        var confirmed = new List<int>();
        var publishing = Task.Run(async () =>
        {
            for (var item = 0; item < Count; item++)
            {
                await PublishAsync(producer, item, confirmed);
            }
        });
        await Seen.UntilAsync(seen => seen.Count > Count / 10, "a tenth of the events");

        await _silos.KillAsync(_silos.All[victim]);

        await publishing;
        await Seen.UntilSeenAsync(confirmed, "every confirmed event");
        Assert.Equal(confirmed, Seen.Distinct.Where(confirmed.Contains));
    }

    [Fact]
    public async Task No_event_is_lost_or_overtaken_through_a_rolling_restart()
    {
        const int Count = 3000;
        await ReaderAt(_silos.First).SubscribeAsync(Space, _key);
        using var client = await _silos.ConnectAsync();
        var stream = StreamSilos.Stream(client.Services, Space, _key);
        var confirmed = new List<int>();
        var publishing = Task.Run(async () =>
        {
            for (var item = 0; item < Count; item++)
            {
                await PublishAsync(stream, item, confirmed);
            }
        });
        await Seen.UntilAsync(seen => seen.Count > Count / 10, "a tenth of the events");
        for (var round = 0; round < 2; round++)
        {
            await _silos.StartAsync();
            await _silos.RetireFirstAsync();
        }

        await publishing;
        await Seen.UntilSeenAsync(confirmed, "every confirmed event");
        Assert.Equal(confirmed, Seen.Distinct.Where(confirmed.Contains));
        await client.StopAsync();
    }

    [Fact]
    public async Task A_client_with_a_name_finds_its_subscription_again_with_all_it_has_missed()
    {
        using (var client = await _silos.ConnectAsync("billing"))
        {
            await StreamSilos.Stream(client.Services, Space, _key).SubscribeAsync(new ItemObserver(_key));
            await _silos.Stream(Space, _key).OnNextAsync(1);
            await Seen.UntilSeenAsync([1], "the first event");
            await client.StopAsync();
        }

        await _silos.Stream(Space, _key).OnNextBatchAsync([2, 3]);
        using var again = await _silos.ConnectAsync("billing");
        var handle = Assert.Single(await StreamSilos.Stream(again.Services, Space, _key).GetAllSubscriptionHandles());
        await handle.ResumeAsync(new ItemObserver(_key));

        await Seen.UntilSeenAsync([2, 3], "what was published while the client was away");
        Assert.Equal([1, 2, 3], Seen.Distinct);
        await handle.UnsubscribeAsync();
        Assert.Empty(await StreamSilos.Stream(again.Services, Space, _key).GetAllSubscriptionHandles());
        await again.StopAsync();
    }

    private IReaderGrain ReaderAt(TestSilo silo) => silo.Grains.GetGrain<IReaderGrain>(Guid.Parse(_key));

    private Task PublishAsync(TestSilo silo, int item, List<int> confirmed) => PublishAsync(StreamSilos.Stream(silo.Services, Space, _key), item, confirmed);

    // An event whose outcome is unknown may be there or not; the next one is sent all the same.
    private static async Task PublishAsync(IAsyncStream<int> stream, int item, List<int> confirmed)
    {
        try
        {
            await stream.OnNextAsync(item);
            confirmed.Add(item);
        }
        catch (BrokerException unknown) when (unknown.Code is ErrorCode.OutcomeUnknown or ErrorCode.Unavailable)
        {
            // It counts for nothing, whether it comes or not.
        }
    }
}
